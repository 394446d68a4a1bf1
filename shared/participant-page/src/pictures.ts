import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Api } from "./api.ts";

/** Pictures fetched at once. */
const AT_ONCE = 6;
/** Times that a picture which came damaged is fetched again. */
const TRIES = 5;

/** Addresses of pictures by their SHA-256; each was compared with it. */
export type Pictures = ReadonlyMap<string, string>;

/** Fetches all pictures before the first is shown. Throws when one keeps coming damaged. */
export async function loadPictures(
  api: Api,
  wanted: readonly string[],
  onProgress: (done: number, all: number) => void,
): Promise<Pictures> {
  const names = [...new Set(wanted)];
  const pictures = new Map<string, string>();
  const queue = [...names];
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      pictures.set(name, await loadOne(api, name));
      onProgress(pictures.size, names.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return pictures;
}

async function loadOne(api: Api, name: string): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const bytes = await api.picture(name);
    if (bytesToHex(sha256(bytes)) !== name) continue;
    const address = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    const image = new Image();
    image.src = address;
    await image.decode();
    return address;
  }
  throw new Error(`a picture came damaged ${TRIES} times`);
}
