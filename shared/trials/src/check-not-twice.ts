import { type Problem, throwIfAny } from "@limen/errors";
import { groupBy } from "@limen/tables";
import type { ParsedTrial } from "./parse-trials.ts";

/** Timed trials, or trials at all, from which on two people do not give the same ones by chance. */
const FEWEST_TIMED = 3;
const FEWEST = 20;

/**
 * Throws a UserError where two files, or results, hold the same trials of somebody: one session, exported in two formats. Its trials
 * would count twice.
 */
export function checkNotTwice(trials: readonly ParsedTrial[], files: ReadonlyMap<number, string>): void {
  const sessions = [
    ...groupBy(trials, ({ part, participant }) => JSON.stringify([part, participant])).values(),
  ];
  const known = new Map<string, readonly ParsedTrial[]>();
  const problems = sessions.filter(isTelling).flatMap((session): Problem[] => {
    const content = JSON.stringify(
      session.map(({ stimulus, response, rtMs }) => [
        stimulus,
        response,
        rtMs === null ? null : Math.round(rtMs),
      ]),
    );
    const before = known.get(content);
    known.set(content, before ?? session);
    const { part, participant } = session[0]!;
    // Within a file it would be two people with the same times, which no export makes.
    if (before === undefined || before[0]!.part === part) return [];
    const other = files.get(before[0]!.part);
    const message = `the ${session.length} trials of "${participant}" are those of "${before[0]!.participant}" in ${other}: one session would count twice`;
    return [{ message, place: { file: files.get(part)! }, hint: "take one of the two away" }];
  });
  throwIfAny(problems);
}

function isTelling(session: readonly ParsedTrial[]): boolean {
  return session.length >= FEWEST || session.filter(({ rtMs }) => rtMs !== null).length >= FEWEST_TIMED;
}
