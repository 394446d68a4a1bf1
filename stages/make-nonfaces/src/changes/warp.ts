import { bilinear } from "@limen/images";
import { between } from "../degrees.ts";
import type { ChangeFace } from "./change.ts";
import { shapedNoise } from "./shaped-noise.ts";

/** (share of the side) root mean square displacement along each axis at strength 1. */
const STRONGEST = 0.16;

/** (cycles a side) at which the bends fade: about as wide as an eye. */
const BENDS = 3;

/** Bends the face by two smooth random fields, one for each axis. */
export const warp: ChangeFace = ({ face, size, strength, random }) => {
  const reach = size * between(0, STRONGEST, strength);
  const smooth = (cycles: number) => Math.exp(-(((cycles * size) / BENDS) ** 2) / 2);
  const right = shapedNoise(random, size, smooth);
  const down = shapedNoise(random, size, smooth);
  return face.map((_, i) =>
    bilinear(face, size, (i % size) + reach * right[i]!, Math.floor(i / size) + reach * down[i]!),
  );
};
