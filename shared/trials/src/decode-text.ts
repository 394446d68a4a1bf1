import { UserError } from "@limen/errors";
import type { ImportParams } from "./params.ts";

export type Encoding = NonNullable<ImportParams["encoding"]>;

export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * Bytes as text without its byte-order mark. The encoding is the given one, else that of the mark, else UTF-16 where every other
 * byte is mostly zero, else UTF-8 where the bytes are that, else Latin-1 as Windows has it, which any bytes are. Throws a UserError where the bytes are not of the encoding.
 */
export function decodeText(bytes: Uint8Array, file: string, given?: Encoding): Decoded {
  const encoding = given ?? marked(bytes) ?? unmarked(bytes);
  const label = encoding === "latin1" ? "windows-1252" : encoding;
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
  } catch {
    // The decoder's only way to say that the bytes mean nothing in this encoding.
    throw new UserError({
      message: `some of its bytes are no letters in ${encoding}`,
      place: { file },
      hint: "leave encoding out, and it is guessed; or was the file cut short?",
    });
  }
}

function marked([a, b]: Uint8Array): Encoding | undefined {
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

/** (bytes) of a file that are looked at for zeros. */
const PROBED = 4096;

function unmarked(bytes: Uint8Array): Encoding {
  const probe = bytes.subarray(0, PROBED);
  const zeros = [0, 0];
  for (const [place, byte] of probe.entries()) if (byte === 0) zeros[place % 2]!++;
  const mostly = probe.length / 4;
  if (zeros[1]! > mostly) return "utf-16le";
  if (zeros[0]! > mostly) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "latin1";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    // The decoder's only way to say that they are not.
    return false;
  }
}
