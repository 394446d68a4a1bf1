import type { Difference } from "@limen/proof";

const SHOWN_PARTS = 8;

/** A line a part, the first few parts. */
export function differenceLines(differences: readonly Difference[]): string[] {
  const more = differences.length - SHOWN_PARTS;
  return [
    ...differences.slice(0, SHOWN_PARTS).map(differenceLine),
    ...(more > 0 ? [`  and ${more} more parts`] : []),
  ];
}

function differenceLine({ part, count, distance, where, before, after }: Difference): string {
  const far = Number.isFinite(distance) ? `, by at most ${distance.toPrecision(2)}` : "";
  return `  ${part}: ${count} differ${far}; first at ${where}: ${before} → ${after}`;
}
