/** Grey pictures of one size, in [−1, 1], one after the other. */
export interface Pictures {
  readonly count: number;
  /** (pixels) side */
  readonly size: number;
  /** [count × size × size] */
  readonly pixels: Float32Array;
}

/** One picture, [size × size]; a view. */
export function picture({ size, pixels }: Pictures, index: number): Float32Array {
  return pixels.subarray(index * size ** 2, (index + 1) * size ** 2);
}

/** The pictures at these places, copied. */
export function pickPictures(all: Pictures, places: readonly number[]): Pictures {
  const pixels = new Float32Array(places.length * all.size ** 2);
  for (const [row, place] of places.entries()) pixels.set(picture(all, place), row * all.size ** 2);
  return { count: places.length, size: all.size, pixels };
}

/** Pictures of the same size, one list after the other. */
export function joinPictures(parts: readonly Pictures[], size: number): Pictures {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const pixels = new Float32Array(count * size ** 2);
  let offset = 0;
  for (const part of parts) {
    pixels.set(part.pixels, offset);
    offset += part.pixels.length;
  }
  return { count, size, pixels };
}
