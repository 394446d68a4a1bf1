import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file's bytes, hex, read in pieces of 1 MiB so that memory does not grow with the file. */
export function digestFile(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    // Most files are sources of a few kB: they get a small buffer, with room to see that nothing follows.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, fstatSync(file).size + 1));
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/** SHA-256 of a text (UTF-8), hex. */
export function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a text can name an object or a run. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
