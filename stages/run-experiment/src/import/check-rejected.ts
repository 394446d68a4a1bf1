import { UserError } from "@limen/errors";
import type { Reject } from "./parse-trials.ts";

const SHOWN = 5;

/** Throws a UserError when more than that share of the rows was rejected, or none is left. */
export function checkRejected(
  file: string,
  rejects: readonly Reject[],
  rows: number,
  maxRejected: number,
): void {
  if (rows === 0) {
    throw new UserError({ message: "the file of trials has a header but no rows", place: { file } });
  }
  const share = rejects.length / rows;
  if (share <= maxRejected && rejects.length < rows) return;
  const first = rejects.slice(0, SHOWN).map((reject) => `row ${reject.row}: ${reject.reason}`);
  const more = rejects.length > SHOWN ? [`and ${rejects.length - SHOWN} more`] : [];
  throw new UserError({
    message: `${rejects.length} of ${rows} rows cannot be used (${(100 * share).toFixed(1)} %; maxRejected allows ${100 * maxRejected} %)`,
    place: { file },
    hint: [...first, ...more].join("\n    "),
  });
}
