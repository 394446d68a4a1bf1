import { bilinear } from "@limen/images";
import type { RandomStream } from "@limen/random";
import type { TrainParams } from "./params.ts";

export type Augmentation = Pick<TrainParams, "flip" | "shift" | "turn" | "zoom" | "light" | "noise">;

/**
 * Writes a randomly flipped, shifted, turned, zoomed and relit copy of one face to `to`. Both are [size × size] in
 * [−1, 1]; what comes in from outside repeats the border. Bilinear: 40 µs a face of 48 × 48, about 1 % of a step.
 */
export function augment(
  from: Float32Array,
  to: Float32Array,
  size: number,
  how: Augmentation,
  random: RandomStream,
): void {
  // Every draw happens whatever the settings, so that changing one setting leaves the others' draws alone.
  const either = () => 2 * random.uniform() - 1;
  const mirrored = random.uniform() < 0.5 && how.flip;
  const shiftX = either() * how.shift * size;
  const shiftY = either() * how.shift * size;
  const angle = (either() * how.turn * Math.PI) / 180;
  const scale = 1 + either() * how.zoom;
  const contrast = 1 + either() * how.light;
  const brightness = (either() * how.light) / 2;

  // Where a pixel of the copy comes from: p ↦ R(angle)·(p − c)/scale + c + shift.
  const c = (size - 1) / 2;
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const flipped = mirrored ? -1 : 1;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = flipped * (x - c);
      const dy = y - c;
      const value = bilinear(from, size, cos * dx - sin * dy + c + shiftX, sin * dx + cos * dy + c + shiftY);
      to[y * size + x] = Math.max(-1, Math.min(1, value * contrast + brightness));
    }
  }
  if (how.noise > 0) addNoise(to, random.uniform() * how.noise, random);
}

/** Not cut off at ±1: the net is to see Gaussian noise. */
function addNoise(image: Float32Array, sigma: number, random: RandomStream): void {
  for (let i = 0; i < image.length; i++) image[i]! += sigma * random.normal();
}
