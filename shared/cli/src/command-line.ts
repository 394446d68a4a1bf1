/** The command as it was given, quoted for a shell. */
export function commandLine(): string {
  const quote = (word: string) =>
    /^[\w./=:,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  return ["npx limen", ...process.argv.slice(2).map(quote)].join(" ");
}
