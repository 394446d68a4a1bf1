import { UserError } from "@limen/errors";
import { hasNoAnswer } from "./parse-trials.ts";
import type { Understood, UnderstoodFile } from "./read-trials.ts";

const SHOWN = 5;

/** Throws a UserError when more than that share of the rows was rejected, no trial is left, or most have no answer. */
export function checkRejected(
  {
    files,
    trials,
    rejects,
  }: Pick<Understood, "trials" | "rejects"> & {
    readonly files: readonly Pick<UnderstoodFile, "file" | "passedOver">[];
  },
  maxRejected: number,
): void {
  const file = files.length === 1 ? files[0]!.file : `${files.length} files`;
  const rows = trials.length + rejects.length;
  const passed = files.some(({ passedOver }) => passedOver.size > 0);
  if (rows === 0) {
    throw new UserError({
      message: passed
        ? "no row shows a stimulus of the study"
        : "the file of trials has a header but no rows",
      place: { file },
      ...(passed
        ? { hint: "are these the stimuli that were shown? name their column: columns: {stimulus: …}" }
        : {}),
    });
  }
  const unanswered = trials.filter(hasNoAnswer).length;
  if (unanswered * 2 > trials.length) {
    throw new UserError({
      message: `${unanswered} of ${trials.length} trials have no answer`,
      place: { file },
      hint: "does another column, or another screen, hold the answers? columns: {response: …}",
    });
  }
  const share = rejects.length / rows;
  if (share <= maxRejected && trials.length > 0) return;
  const first = rejects
    .slice(0, SHOWN)
    .map((reject) => `${reject.file}, row ${reject.row}: ${reject.reason}`);
  const more = rejects.length > SHOWN ? [`and ${rejects.length - SHOWN} more`] : [];
  throw new UserError({
    message: `${rejects.length} of ${rows} rows cannot be used (${(100 * share).toFixed(1)} %; maxRejected allows ${100 * maxRejected} %)`,
    place: { file },
    hint: [...first, ...more].join("\n    "),
  });
}
