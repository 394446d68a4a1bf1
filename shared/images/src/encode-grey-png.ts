import { invariant } from "@limen/errors";
import { sharp } from "./sharp.ts";

/** `size × size` grey bytes as a PNG. The same pixels give the same bytes: no metadata, no clock, fixed settings. */
export async function encodeGreyPng(pixels: Uint8Array, size: number): Promise<Uint8Array> {
  return encodePng(pixels, size, size);
}

/** As encodeGreyPng, for any rectangle. */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  invariant(
    pixels.length === width * height,
    `a ${width} × ${height} image needs ${width * height} bytes, got ${pixels.length}`,
  );
  const picture = sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace("b-w");
  return new Uint8Array(
    await picture.png({ compressionLevel: 6, adaptiveFiltering: true, palette: false }).toBuffer(),
  );
}
