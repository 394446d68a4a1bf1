import { EXIT } from "./exit.ts";

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

/** Whoever reads a pipe may stop early (`limen show … | head`): then this process ends at once and says nothing. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(EXIT.unread);
    });
  }
}
