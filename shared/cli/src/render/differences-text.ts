import type { Difference } from "@limen/proof";

const SHOWN_PARTS = 8;

/** A line a part, the few that are farthest apart: those decide the verdict. */
export function differenceLines(differences: readonly Difference[]): string[] {
  // Subtracting would make Infinity − Infinity no number.
  const farthest = differences.toSorted((a, b) =>
    a.distance === b.distance ? 0 : a.distance > b.distance ? -1 : 1,
  );
  const more = farthest.length - SHOWN_PARTS;
  return [
    ...farthest.slice(0, SHOWN_PARTS).map(differenceLine),
    ...(more > 0 ? [`  and ${more} more ${more === 1 ? "part" : "parts"}, no farther apart`] : []),
  ];
}

function differenceLine({ part, count, distance, where, before, after }: Difference): string {
  const far = Number.isFinite(distance) ? `, by at most ${distance.toPrecision(2)}` : "";
  const differ = count === 1 ? "differs" : "differ";
  return `  ${part}: ${count} ${differ}${far}; first at ${where}: ${before} → ${after}`;
}
