import { groupBy } from "@limen/tables";
import { type Attempt, classesKey } from "./attempt.ts";
import type { Judged } from "./judge-block.ts";

/** Pictures whose pixels correlate more than this are the same to a participant. */
const SAME_PICTURE = 0.98;

/**
 * Leaves out pictures that the set has already: of the same arm and classes, and alike pixel by pixel. Attempts of a
 * series stay, and so do moves of the same real face, because they are meant to be alike.
 */
export function withoutDuplicates(all: readonly Judged[]): Judged[] {
  const kept = new Set<Judged>();
  const alike = groupBy(all, ({ attempt: { arm, shares } }) => `${arm} ${classesKey(shares)}`);
  for (const group of alike.values()) {
    const seen: { readonly origin: string; readonly pixels: Float32Array }[] = [];
    for (const judged of group) {
      const pixels = standardised(judged.pixels);
      const origin = originOf(judged.attempt);
      const again = seen.some((other) => other.origin !== origin && dot(other.pixels, pixels) > SAME_PICTURE);
      if (again) continue;
      seen.push({ origin, pixels });
      kept.add(judged);
    }
  }
  return all.filter((judged) => kept.has(judged));
}

/** What an attempt grew from: its noise, or for the anchored arm the real face that guides and budgets compare on. */
function originOf({ arm, stream, anchor }: Attempt): string {
  return arm === "anchored" && anchor ? `face ${anchor.index} ${anchor.rank}` : `noise ${stream}`;
}

/** Zero mean and unit length, so that a dot product is a correlation. */
function standardised(pixels: Uint8Array): Float32Array {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const centred = Float32Array.from(pixels, (value) => value - mean);
  const length = Math.sqrt(dot(centred, centred)) || 1;
  return centred.map((value) => value / length);
}

function dot(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
