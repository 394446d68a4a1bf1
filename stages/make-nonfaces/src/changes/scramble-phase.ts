import type { ChangeFace } from "./change.ts";
import { inverse, transform } from "./spectrum.ts";

/**
 * Turns the phase of every frequency by `strength` times a random angle: the amplitudes stay, so the picture keeps its
 * mean, contrast and spectrum while its shapes dissolve. The angles are the phases of white noise, which are uniform
 * and opposite at opposite frequencies, as a real picture needs; the few frequencies that are their own opposite stay.
 */
export const scramblePhase: ChangeFace = ({ face, size, strength, random }) => {
  const spectrum = transform(face, size);
  const noise = transform(random.normals(size * size), size);
  const re = spectrum.re.slice();
  const im = spectrum.im.slice();
  for (let i = 0; i < re.length; i++) {
    if (ownOpposite(i % size, size) && ownOpposite(Math.floor(i / size), size)) continue;
    const angle = strength * Math.atan2(noise.im[i]!, noise.re[i]!);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    re[i] = spectrum.re[i]! * cos - spectrum.im[i]! * sin;
    im[i] = spectrum.re[i]! * sin + spectrum.im[i]! * cos;
  }
  return inverse({ re, im }, size);
};

function ownOpposite(k: number, size: number): boolean {
  return (2 * k) % size === 0;
}
