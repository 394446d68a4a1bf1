import { between } from "../degrees.ts";
import type { ChangeFace } from "./change.ts";
import { shapedNoise } from "./shaped-noise.ts";

/** (standard deviations; a face's own is about .5) of what is added at strength 1. */
const STRONGEST = { white: 0.6, pink: 1.2, texture: 0.5 };

/** (cycles a pixel) from here on detail is finer than a face's features: waves shorter than three pixels. */
const FINE = 0.3;

/** White noise, such as a sampler that stops too early leaves. */
export const addWhiteNoise: ChangeFace = ({ face, strength, random }) => {
  const sigma = between(0, STRONGEST.white, strength);
  return face.map((value) => value + sigma * random.normal());
};

/** Noise with the amplitudes of natural pictures, 1 / frequency: clouds that hide the face. */
export const addPinkNoise: ChangeFace = ({ face, size, strength, random }) =>
  added(
    face,
    shapedNoise(random, size, (cycles) => 1 / cycles),
    between(0, STRONGEST.pink, strength),
  );

/** A fine pattern all over, like the adversarial patterns that guidance by a plain net ends in. */
export const addTexture: ChangeFace = ({ face, size, strength, random }) =>
  added(
    face,
    shapedNoise(random, size, (cycles) => (cycles >= FINE ? 1 : 0)),
    between(0, STRONGEST.texture, strength),
  );

function added(face: Float32Array, pattern: Float32Array, scale: number): Float32Array {
  return face.map((value, i) => value + scale * pattern[i]!);
}
