import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DIGEST_BYTES = 32;

/** Named pieces of unfinished work in one folder, each written aside and renamed, each checked when read. */
export class Checkpoints {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The bytes saved under that name, or undefined when there are none or they are damaged (then they are redone). */
  load(name: string): Uint8Array | undefined {
    const path = this.#path(name);
    const stored = readIfPresent(path);
    if (stored === undefined) return undefined;
    const body = stored.subarray(DIGEST_BYTES);
    if (stored.length >= DIGEST_BYTES && digestOf(body).equals(stored.subarray(0, DIGEST_BYTES))) return body;
    rmSync(path, { force: true });
    return undefined;
  }

  save(name: string, bytes: Uint8Array): void {
    mkdirSync(this.#directory, { recursive: true });
    const path = this.#path(name);
    const aside = `${path}.${process.pid}.part`;
    writeFileSync(aside, Buffer.concat([digestOf(bytes), bytes]), { flush: true });
    renameSync(aside, path);
  }

  remove(name: string): void {
    rmSync(this.#path(name), { force: true });
  }

  #path(name: string): string {
    return join(this.#directory, encodeURIComponent(name));
  }
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
