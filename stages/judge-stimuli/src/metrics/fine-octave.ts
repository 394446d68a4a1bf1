/**
 * Energy of the finest octave of a picture [size × size]: the mean variance within 2 × 2 squares, which is the power of
 * the three finest Haar bands.
 */
export function fineOctave(picture: Float32Array, size: number): number {
  let sum = 0;
  for (let y = 0; y + 1 < size; y += 2) {
    for (let x = 0; x + 1 < size; x += 2) {
      const at = y * size + x;
      const four = [picture[at]!, picture[at + 1]!, picture[at + size]!, picture[at + size + 1]!];
      const mean = (four[0]! + four[1]! + four[2]! + four[3]!) / 4;
      for (const value of four) sum += (value - mean) ** 2 / 4;
    }
  }
  return sum / Math.floor(size / 2) ** 2;
}
