/** The command as it was given, quoted for a shell. */
export function commandLine(): string {
  return ["npx limen", ...process.argv.slice(2).map(shellWord)].join(" ");
}

/** One word of a command, whatever is in it. */
export function shellWord(word: string): string {
  return /^[\w./=:,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
