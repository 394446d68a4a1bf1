import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { RunEvent } from "../execute/events.ts";

/** Reads what a job appends to its file of events, each line once. */
export class EventTail {
  readonly #path: string;
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** The events since the last call; none while the job has not begun. */
  next(): RunEvent[] {
    const lines = (this.#rest + this.#read()).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line): RunEvent[] => {
      try {
        return [JSON.parse(line) as RunEvent];
      } catch {
        // Torn by a job that was killed: what it said is lost, and only that.
        return [];
      }
    });
  }

  #read(): string {
    const file = openIfThere(this.#path);
    if (file === undefined) return "";
    try {
      const buffer = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#offset));
      const length = readSync(file, buffer, 0, buffer.length, this.#offset);
      this.#offset += length;
      return buffer.toString("utf8", 0, length);
    } finally {
      closeSync(file);
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
