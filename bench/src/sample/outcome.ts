import type { Spent } from "@limen/diffusion";
import { toUnit } from "@limen/images";
import type { Params } from "@limen/sample-boundaries/sampling";
import { type Block, isAccepted, type Judged, judgeBlock, type Nets } from "@limen/sampling";
import { mean } from "simple-statistics";
import type { Measured, Sampled } from "./sides.ts";

/** What a side made in one round, and what it took. */
export interface Outcome {
  readonly measured: Measured;
  readonly judged: readonly Judged[];
}

/** Whoever drew the samples, they are judged here, by the stage's own filters on the bytes that it would store. */
export function judgeSamples(
  nets: Nets,
  settings: Params,
  plan: readonly Block[],
  { measured, pixels }: Sampled,
): Outcome {
  const area = nets.size ** 2;
  let attempt = 0;
  const judged = plan.flatMap((block) => {
    const own = block.map(() => new Uint8Array(pixels.subarray(attempt * area, ++attempt * area)));
    return judgeBlock(nets, settings, block, { pixels: own, spent: own.map(() => NOTHING) });
  });
  return { measured, judged };
}

/** Costs are counted by whoever drew, for all attempts together (`Measured`). */
const NOTHING: Spent = { priorForward: 0, priorBackward: 0, guideForward: 0, guideBackward: 0, gflop: 0 };

/** All rounds of a side together. */
export interface Total {
  readonly attempts: number;
  readonly onTarget: number;
  readonly valid: number;
  readonly accepted: number;
  readonly agreed: number;
  readonly cpu: number;
  readonly wall: number;
  readonly evaluations: number;
  readonly meanValidity: number;
  /** Mean distance between two accepted samples, over that between two real faces; null for fewer than two samples. */
  readonly diversity: number | null;
}

export function totalOf(rounds: readonly Outcome[], realDistance: number): Total {
  const all = rounds.flatMap(({ judged }) => judged);
  const accepted = all.filter(isAccepted);
  const sum = (key: keyof Measured) => rounds.reduce((total, { measured }) => total + measured[key], 0);
  const distance = meanDistance(accepted.map(({ pixels }) => pixels));
  return {
    attempts: all.length,
    onTarget: all.filter((judged) => judged.onTarget).length,
    valid: all.filter((judged) => judged.valid).length,
    accepted: accepted.length,
    agreed: accepted.filter((judged) => judged.heldOutAgrees).length,
    cpu: sum("cpu"),
    wall: sum("wall"),
    evaluations: sum("evaluations"),
    meanValidity: mean(all.map(({ validity }) => validity)),
    diversity: distance === null ? null : distance / realDistance,
  };
}

/** Mean over all pairs of the root mean square difference of pixels in [-1, 1]; null for fewer than two images. */
export function meanDistance(images: readonly Uint8Array[]): number | null {
  const unit = images.map(toUnit);
  const distances = unit.flatMap((image, place) => unit.slice(0, place).map((other) => rms(image, other)));
  return distances.length === 0 ? null : mean(distances);
}

function rms(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / a.length);
}
