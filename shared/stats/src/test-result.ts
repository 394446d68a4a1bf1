/** Direction of a test: two-sided, or the claimed direction only. */
export type Alternative = "two-sided" | "greater" | "less";

export interface TestResult {
  readonly estimate: number | null;
  /** Null where the statistic is not defined. */
  readonly pValue: number | null;
  readonly n: number;
}

// Sums taken in another order differ in the last bits: equal up to this must count as equal.
const TOLERANCE = 1e-9;

/** Whether a resampled statistic is at least as far from zero, in the direction of the test, as the observed one. */
export function isAsExtreme(value: number, observed: number, alternative: Alternative): boolean {
  const slack = TOLERANCE * (Math.abs(observed) + 1e-300);
  if (alternative === "greater") return value >= observed - slack;
  if (alternative === "less") return value <= observed + slack;
  return Math.abs(value) >= Math.abs(observed) - slack;
}
