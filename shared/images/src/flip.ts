/** Mirrors a `size × size` picture left to right; works on bytes and on floats. */
export function flipHorizontally<T extends Uint8Array | Float32Array>(pixels: T, size: number): T {
  const flipped = pixels.slice() as T;
  for (let row = 0; row < size; row++) flipped.subarray(row * size, (row + 1) * size).reverse();
  return flipped;
}
