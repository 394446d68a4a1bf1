import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "@limen/errors";

const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256 of a file's bytes, hex, read in pieces of 1 MiB so that memory does not grow with the file. Throws a UserError for a pipe or
 * a device, which may have no end.
 */
export function digestFile(path: string): string {
  const hash = createHash("sha256");
  // A pipe that nobody writes to would be waited for.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() && !stat.isDirectory())
      throw new UserError({ message: "this is a pipe or a device, no file", place: { file: path } });
    // Most files are sources of a few kB: they get a small buffer, with room to see that nothing follows.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, stat.size + 1));
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
