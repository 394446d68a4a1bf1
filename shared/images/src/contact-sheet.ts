import { invariant } from "@limen/errors";
import { encodePng } from "./encode-grey-png.ts";

/** Grey level between the pictures. */
const PAPER = 255;
const GAP = 2;

/**
 * Square grey pictures (0…255, all of one size) side by side as one PNG, `columns` a row, each pixel `scale` pixels
 * wide. For people to look at.
 */
export async function contactSheet(
  images: readonly Uint8Array[],
  columns: number,
  scale: number,
): Promise<Uint8Array> {
  invariant(images.length > 0, "a contact sheet needs at least one picture");
  const size = Math.sqrt(images[0]!.length);
  invariant(Number.isInteger(size), `pictures must be square, got ${images[0]!.length} pixels`);
  const cell = size * scale + GAP;
  const width = Math.min(columns, images.length) * cell + GAP;
  const height = Math.ceil(images.length / columns) * cell + GAP;
  const sheet = new Uint8Array(width * height).fill(PAPER);
  images.forEach((image, index) => {
    invariant(image.length === size * size, `picture ${index} has another size than the first`);
    const left = GAP + (index % columns) * cell;
    const top = GAP + Math.floor(index / columns) * cell;
    enlarge(image, size, scale, (x, y, grey) => {
      sheet[(top + y) * width + left + x] = grey;
    });
  });
  return encodePng(sheet, width, height);
}

function enlarge(
  image: Uint8Array,
  size: number,
  scale: number,
  put: (x: number, y: number, grey: number) => void,
): void {
  for (let y = 0; y < size * scale; y++) {
    const row = Math.floor(y / scale) * size;
    for (let x = 0; x < size * scale; x++) put(x, y, image[row + Math.floor(x / scale)]!);
  }
}
