import { invariant } from "@limen/errors";
import type { priorLossTable, Row } from "@limen/tables";

/** (pixel units) Ends of the bands of noise levels that the loss is reported in. */
const EDGES = [0, 0.05, 0.15, 0.4, 1, 100];

/** The running stretch, as plain data for checkpoints. */
export interface LossBands {
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

export const noLosses: LossBands = { sums: EDGES.slice(1).map(() => 0), counts: EDGES.slice(1).map(() => 0) };

/** With the losses of a step's images added. */
export function addLosses(bands: LossBands, sigmas: readonly number[], losses: ArrayLike<number>): LossBands {
  const sums = [...bands.sums];
  const counts = [...bands.counts];
  for (const [index, sigma] of sigmas.entries()) {
    const band = EDGES.findIndex((edge) => sigma < edge) - 1;
    invariant(band >= 0, `sigma ${sigma} is in no band`);
    sums[band]! += losses[index]!;
    counts[band]! += 1;
  }
  return { sums, counts };
}

/** The rows of the loss table for a stretch that ends at `images`. */
export function lossRows(bands: LossBands, images: number): Row<typeof priorLossTable>[] {
  return bands.sums.map((sum, band) => ({
    images,
    sigma_low: EDGES[band]!,
    sigma_high: EDGES[band + 1]!,
    loss: bands.counts[band] === 0 ? null : sum / bands.counts[band]!,
    n: bands.counts[band]!,
  }));
}
