import { UserError } from "@limen/errors";

/** Lowest and highest value of graded answers. */
export type Scale = readonly [low: number, high: number];

/** Scales that are guessed, and the widest is the last resort. */
const KNOWN: readonly Scale[] = [
  [0, 1],
  [1, 5],
  [1, 7],
  [0, 100],
];

/**
 * The scale of graded answers: the given one, else the first of 0 to 1, 1 to 5, 1 to 7 and 0 to 100 that holds every number. Throws a
 * UserError where several numbers leave it open (0 and 4 could be of 0 to 4 as well as of 0 to 100), or none holds them.
 */
export function guessScale(
  field: string,
  cells: readonly string[],
  given: Scale | undefined,
): Scale | undefined {
  const values = cells.map(gradeNumber).filter((value) => Number.isFinite(value));
  if (given !== undefined || values.length === 0) return given;
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const found = KNOWN.find(([low, high]) => low <= least && most <= high);
  // Up to ten and with a zero, it may be a scale that is not among these.
  const isOpen = found === undefined || (found[1] === 100 && most <= 10);
  if (!isOpen) return found;
  throw new UserError({
    message: `the ${field} go from ${least} to ${most}: on which scale they are cannot be told`,
    place: { field: `scales.${field}` },
    hint: `say it, e.g. scales: {${field}: [0, ${Math.max(1, Math.ceil(most))}]}`,
  });
}

/** In [0, 1]; NaN for what is no number of the scale. Undefined without a scale: then no cell held a number. */
export function gradeReader(scale: Scale | undefined): ((cell: string) => number) | undefined {
  if (scale === undefined) return undefined;
  return (cell) => {
    const value = gradeNumber(cell);
    if (!(value >= scale[0] && value <= scale[1])) return Number.NaN;
    return (value - scale[0]) / (scale[1] - scale[0]);
  };
}

/** A decimal comma is one too: no graded answer has thousands. */
function gradeNumber(cell: string): number {
  return cell === "" ? Number.NaN : Number(cell.replace(/^(-?\d*),(\d+)$/, "$1.$2"));
}
