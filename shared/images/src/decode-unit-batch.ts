import { decodeGrey } from "./decode-grey.ts";
import { toUnit } from "./unit.ts";

/** Pictures in flight at once: enough to fill libuv's four threads, few enough to keep memory flat. */
const IN_FLIGHT = 32;

/**
 * Encoded pictures → one float32 array of [pictures × size × size] values in [-1, 1], row by row.
 * Throws an Error that names the index of the first picture that cannot be read.
 */
export async function decodeUnitBatch(images: readonly Uint8Array[], size: number): Promise<Float32Array> {
  const pixels = size * size;
  const batch = new Float32Array(images.length * pixels);
  for (let start = 0; start < images.length; start += IN_FLIGHT) {
    const part = images.slice(start, start + IN_FLIGHT);
    await Promise.all(
      part.map(async (bytes, offset) => {
        const index = start + offset;
        batch.set(toUnit(await decodeNumbered(bytes, size, index)), index * pixels);
      }),
    );
  }
  return batch;
}

async function decodeNumbered(bytes: Uint8Array, size: number, index: number): Promise<Uint8Array> {
  try {
    return await decodeGrey(bytes, size);
  } catch (error) {
    throw new Error(`image ${index} ${(error as Error).message}`, { cause: error });
  }
}
