import { invariant } from "@limen/errors";
import type { priorLossTable, Row } from "@limen/tables";

/** (pixel units) Where the bands of noise levels end that the loss is reported in, unless a net's own levels end before. */
const EDGES = [0.05, 0.15, 0.4, 1, 3];
const LAST_EDGE = 100;

/** The running stretch, as plain data for checkpoints. */
export interface LossBands {
  /** One more than there are bands. */
  readonly edges: readonly number[];
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

/** Empty bands for a net that answers for the noise levels [from, to). */
export function noLosses(from = 0, to = LAST_EDGE): LossBands {
  const edges = [from, ...EDGES.filter((edge) => edge > from && edge < to), Math.min(to, LAST_EDGE)];
  const zeros = edges.slice(1).map(() => 0);
  return { edges, sums: zeros, counts: zeros };
}

/** With the losses of a step's images added. */
export function addLosses(bands: LossBands, sigmas: readonly number[], losses: ArrayLike<number>): LossBands {
  const sums = [...bands.sums];
  const counts = [...bands.counts];
  for (const [index, sigma] of sigmas.entries()) {
    const band = bands.edges.findIndex((edge) => sigma < edge) - 1;
    invariant(band >= 0, `sigma ${sigma} is in no band`);
    sums[band]! += losses[index]!;
    counts[band]! += 1;
  }
  return { ...bands, sums, counts };
}

/** The rows of the loss table for a stretch that ends at `images`. */
export function lossRows(bands: LossBands, images: number): Row<typeof priorLossTable>[] {
  return bands.sums.map((sum, band) => ({
    images,
    sigma_low: bands.edges[band]!,
    sigma_high: bands.edges[band + 1]!,
    loss: bands.counts[band] === 0 ? null : sum / bands.counts[band]!,
    n: bands.counts[band]!,
  }));
}
