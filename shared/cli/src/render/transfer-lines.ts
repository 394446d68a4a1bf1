import type { Fault, OnTransfer } from "@limen/remote";
import { printError } from "../output.ts";
import { counted, size } from "./format.ts";

const TERMINAL_SECONDS = 0.1;
const LOG_SECONDS = 10;

/** How far a transfer is, on standard error: redrawn on a terminal, else a line every 10 s. */
export function transferLines(
  verb: string,
  now: () => number = () => performance.now() / 1000,
): { readonly show: OnTransfer; close(): void } {
  const { stderr } = process;
  const redraws = stderr.isTTY === true && process.env.TERM !== "dumb";
  let told = now();
  let drawn = false;
  return {
    show({ doneFiles, files, doneBytes, bytes }) {
      if (files === 0 || now() - told < (redraws ? TERMINAL_SECONDS : LOG_SECONDS)) return;
      told = now();
      const text = `${verb}: ${doneFiles} of ${counted(files, "file")}, ${size(doneBytes)} of ${size(bytes)}`;
      if (redraws) stderr.write(`\r\x1b[2K${text}`);
      else printError(text);
      drawn ||= redraws;
    },
    close() {
      if (drawn) stderr.write("\r\x1b[2K");
    },
  };
}

/** A file that was not taken, where it is, why, and what mends it. */
export function printFault({ path, what, why, remedy }: Fault, remote: string): void {
  printError(`refused: ${remote}/${path} (${what}): ${why}`);
  if (remedy !== "") printError(`  → ${remedy}`);
}
