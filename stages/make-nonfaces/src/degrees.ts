import type { RandomStream } from "@limen/random";

/** Weakest strengths, up to this one, leave a face. */
const HARMLESS = 0.25;

/** From this strength on, nothing of a face is left. */
const FATAL = 0.5;

/**
 * Share of "not a face" in the label of a picture changed with that strength (0 to 1): 0 up to a quarter of the range, 1
 * from half of it, and straight between. A cliff instead would leave a net without a slope to push a picture along.
 */
export function nonFaceShare(strength: number): number {
  return Math.min(1, Math.max(0, (strength - HARMLESS) / (FATAL - HARMLESS)));
}

/** A strength out of `degrees` equal ones up to 1: one degree is always 1, Infinity is any strength alike. */
export function drawStrength(random: RandomStream, degrees: number): number {
  const place = 1 - random.uniform();
  return Number.isFinite(degrees) ? Math.ceil(place * degrees) / degrees : place;
}

/** Straight from `low` at strength 0 to `high` at strength 1. */
export function between(low: number, high: number, strength: number): number {
  return low + (high - low) * strength;
}
