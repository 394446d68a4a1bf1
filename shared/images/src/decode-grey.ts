import { sharp } from "./sharp.ts";

/** Larger pictures are refused before they are unpacked: a small file can claim a huge size. */
const MAX_PIXELS = 64 * 1024 * 1024;

/**
 * The picture as `size × size` grey bytes, row by row: turned as its EXIF says, transparent parts white, cropped to
 * its middle square and resized (Lanczos) when it has another size. PNG, JPEG, WebP, GIF, TIFF, AVIF.
 * Throws an Error that says what is wrong with the picture; the caller knows which file it is.
 */
export async function decodeGrey(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  if (bytes.length === 0) throw new Error("the file is empty");
  try {
    const picture = sharp(bytes, { failOn: "error", limitInputPixels: MAX_PIXELS, autoOrient: true })
      .flatten({ background: "white" })
      .resize(size, size, { fit: "cover", kernel: "lanczos3" })
      .toColourspace("b-w");
    const { data, info } = await picture.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return firstChannel(data, info.channels);
  } catch (error) {
    throw new Error(`cannot be read as an image: ${reasonOf(error)}`, { cause: error });
  }
}

/** Grey pictures have one channel; should libvips hand over more, they are all alike. */
function firstChannel(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return new Uint8Array(data);
  return Uint8Array.from({ length: data.length / channels }, (_, i) => data[i * channels]!);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.trim();
}
