import type { RandomStream } from "@limen/random";
import { filtered, inverse, transform } from "./spectrum.ts";

/**
 * Gaussian noise [size × size] of mean 0 and standard deviation 1 whose amplitudes follow `gain` of the frequency (cycles
 * a pixel); the mean itself, at frequency 0, is left out.
 */
export function shapedNoise(
  random: RandomStream,
  size: number,
  gain: (cycles: number) => number,
): Float32Array {
  const white = transform(random.normals(size * size), size);
  const noise = inverse(
    filtered(white, size, (cycles) => (cycles === 0 ? 0 : gain(cycles))),
    size,
  );
  const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
  return noise.map((value) => value / Math.sqrt(power));
}
