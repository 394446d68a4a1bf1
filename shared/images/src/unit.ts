/** Grey bytes 0…255 → float32 in [-1, 1], the range of every net here. */
export function toUnit(pixels: Uint8Array): Float32Array {
  const unit = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) unit[i] = pixels[i]! / 127.5 - 1;
  return unit;
}

/** float32 in [-1, 1] → grey bytes; values outside are cut off. The inverse of toUnit on whole grey levels. */
export function fromUnit(unit: ArrayLike<number>): Uint8Array {
  const pixels = new Uint8Array(unit.length);
  for (let i = 0; i < unit.length; i++) {
    pixels[i] = Math.min(255, Math.max(0, Math.round((unit[i]! + 1) * 127.5)));
  }
  return pixels;
}
