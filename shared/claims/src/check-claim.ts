import type { ExpectedClaim } from "./claims-file.ts";

export type TableRow = Readonly<Record<string, unknown>>;

export interface Checked {
  /** Null where the table gives no value; `why` then says so. */
  readonly found: number | string | boolean | null;
  readonly passes: boolean;
  readonly why: string | null;
}

/** Holds one claim against the rows of its table. A value that cannot be found is a failure with a reason, never an error. */
export function checkClaim(
  claim: ExpectedClaim,
  rows: readonly TableRow[],
  columns: readonly string[],
): Checked {
  const unknown = [...Object.keys(claim.where), claim.value].filter((name) => !columns.includes(name));
  if (unknown.length > 0)
    return fails(`the table has no column ${unknown.join(", ")}; it has ${columns.join(", ")}`);
  const meant = rows.filter((row) =>
    Object.entries(claim.where).every(([column, wanted]) => matches(row[column], wanted)),
  );
  const found = claim.statistic === "count" ? meant.length : foundIn(claim, meant);
  if (typeof found === "object") return fails(found.why);
  const misses = missesOf(claim, found);
  return { found, passes: misses === null, why: misses };
}

function fails(why: string): Checked {
  return { found: null, passes: false, why };
}

function matches(value: unknown, wanted: unknown): boolean {
  if (typeof wanted === "string" && wanted.endsWith("*"))
    return typeof value === "string" && value.startsWith(wanted.slice(0, -1));
  return (value ?? null) === wanted;
}

function foundIn(
  claim: ExpectedClaim,
  rows: readonly TableRow[],
): number | string | boolean | { why: string } {
  if (rows.length === 0) return { why: "no row of the table is meant" };
  if (claim.statistic === "only") {
    if (rows.length > 1) return { why: `${rows.length} rows are meant; say which, or give a statistic` };
    const value = rows[0]![claim.value];
    if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
    return {
      why: value == null ? `${claim.value} is empty` : `${claim.value} holds neither number nor text`,
    };
  }
  const numbers = rows.map((row) => row[claim.value]).filter((value) => typeof value === "number");
  if (numbers.length === 0) return { why: `${claim.value} holds no number in the ${rows.length} rows` };
  const sorted = numbers.toSorted((a, b) => a - b);
  switch (claim.statistic) {
    case "mean":
      return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    case "median":
      return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
    case "min":
      return sorted[0]!;
    default:
      return sorted.at(-1)!;
  }
}

/** What the value misses; null when it is as expected. */
function missesOf(claim: ExpectedClaim, found: number | string | boolean): string | null {
  const { expected, tolerance = 0, atLeast, atMost } = claim;
  if (typeof expected === "number") {
    if (typeof found !== "number") return `${claim.value} is no number`;
    // Differences of decimal fractions are off in the last bits.
    if (Math.abs(found - expected) > tolerance + 1e-9 * (1 + Math.abs(expected)))
      return `${found > expected ? "above" : "below"} ${expected} by more than ${tolerance}`;
  } else if (expected !== undefined && found !== expected) return `it is not ${expected}`;
  if (atLeast === undefined && atMost === undefined) return null;
  if (typeof found !== "number") return `${claim.value} is no number`;
  if (atLeast !== undefined && found < atLeast) return `below ${atLeast}`;
  return atMost !== undefined && found > atMost ? `above ${atMost}` : null;
}
