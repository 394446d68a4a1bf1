import { beta, type RandomStream } from "@limen/random";
import type { Identity } from "./controls.ts";
import { HAIR_STYLES } from "./paint-hair.ts";

/** One person. Sizes scatter by 5–20 % about the average; hair and brows are darker than the skin, mostly. */
export function drawIdentity(stream: RandomStream): Identity {
  const about = (mean: number, spread: number) => mean + spread * Math.max(-2, Math.min(2, stream.normal()));
  const skin = 0.4 + 0.5 * beta(stream, 2.2, 1.6);
  const bearded = stream.uniform() < 0.22;
  return {
    face_width: about(1, 0.055),
    jaw_taper: Math.max(0.05, about(0.24, 0.08)),
    face_length: about(1, 0.035),
    eye_distance: about(1, 0.05),
    eye_size: about(1, 0.09),
    brow_thickness: Math.max(0.5, about(1, 0.25)),
    brow_height: about(1, 0.5),
    nose_length: about(1, 0.16),
    nose_width: about(1, 0.13),
    mouth_width: about(1, 0.09),
    lip_thickness: Math.max(0.55, about(1, 0.25)),
    skin,
    hair_grey: Math.max(0.05, Math.min(0.85, 0.05 + 0.75 * beta(stream, 0.8, 2.2))),
    hair_style: stream.uniform() * HAIR_STYLES.length,
    hairline: about(-0.66, 0.05),
    age: stream.uniform(),
    beard: bearded ? 0.25 + 0.6 * stream.uniform() : 0,
    glasses: stream.uniform() < 0.12 ? 0.55 + 0.45 * stream.uniform() : 0,
  };
}
