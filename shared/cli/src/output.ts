/** One line on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line on standard error. */
export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A value as JSON on standard output, for programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
