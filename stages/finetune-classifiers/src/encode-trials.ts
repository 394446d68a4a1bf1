import { invariant, nearest, type Problem, throwIfAny, UserError } from "@limen/errors";
import { answerShares } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import type { keptTrialsTable } from "@limen/tables/specs";
import { choiceTargets, type Targets, targetsOf } from "./likelihood.ts";

/** Trials as columns of small integers. */
export interface EncodedTrials {
  readonly classes: readonly string[];
  /** Names, sorted, so that the order of the rows does not matter. */
  readonly participants: readonly string[];
  /** simulated, imported or collected, for each participant. */
  readonly sources: readonly string[];
  /** Names, in the order of the stimuli table. */
  readonly stimuli: readonly string[];
  readonly count: number;
  /** Index of the participant, of each trial. */
  readonly person: Int32Array;
  /** Index of the stimulus, of each trial. */
  readonly stimulus: Int32Array;
  /** Row of `targets`, of each trial: what was answered. */
  readonly answer: Int32Array;
  readonly targets: Targets;
  /** Where each participant's trials start; one more entry, the end. */
  readonly firstOf: Int32Array;
}

type TrialRow = Row<typeof keptTrialsTable>;

/** At most so many unknown names are listed. */
const LISTED = 10;

/**
 * Turns rows into columns, ordered by participant, trial number and stimulus.
 * Throws a UserError that names every unknown stimulus and class.
 */
export function encodeTrials(
  rows: readonly TrialRow[],
  stimuli: readonly string[],
  classes: readonly string[],
): EncodedTrials {
  const participants = [...new Set(rows.map((row) => row.participant_id))].sort();
  if (participants.length === 0) {
    throw new UserError({
      message: "the trials table has no row: nobody's answers are left to align with",
      hint: "look at the exclusions table of aggregate-responses: were all participants excluded?",
    });
  }
  const personIndex = indexOf(participants);
  const stimulusIndex = indexOf(stimuli);
  const classIndex = indexOf(classes);
  throwIfAny([
    ...unknownNames(
      "stimulus",
      "stimulus_id",
      rows.map((row) => row.stimulus_id),
      stimulusIndex,
    ),
    ...unknownNames(
      "class",
      "response",
      rows.flatMap((row) => row.response ?? []),
      classIndex,
    ),
  ]);
  const ordered = [...rows].sort(
    (a, b) =>
      compare(a.participant_id, b.participant_id) ||
      a.trial - b.trial ||
      compare(a.stimulus_id, b.stimulus_id),
  );
  const person = Int32Array.from(ordered, (row) => personIndex.get(row.participant_id)!);
  const sources = participants.map(() => "");
  ordered.forEach((row, trial) => {
    sources[person[trial]!] = row.source;
  });
  return {
    classes,
    participants,
    sources,
    stimuli,
    count: ordered.length,
    person,
    stimulus: Int32Array.from(ordered, (row) => stimulusIndex.get(row.stimulus_id)!),
    ...answersOf(ordered, classes, classIndex),
    firstOf: startsOf(person, participants.length),
  };
}

/** Equal answers share a row of the targets: choices a row a class; where a trial is a rating, those that share out alike. */
function answersOf(
  rows: readonly TrialRow[],
  classes: readonly string[],
  classIndex: ReadonlyMap<string, number>,
): Pick<EncodedTrials, "answer" | "targets"> {
  if (rows.every((row) => row.ratings === null)) {
    return {
      answer: Int32Array.from(rows, (row) => classIndex.get(row.response!)!),
      targets: choiceTargets(classes.length),
    };
  }
  const places = new Map<string, number>();
  const values: number[] = [];
  const answer = Int32Array.from(rows, (row) => {
    const shares = answerShares(row, classes);
    invariant(shares !== null, `trial ${row.trial} of ${row.participant_id} is kept without an answer`);
    const name = shares.join();
    const place = places.get(name) ?? places.size;
    if (place === places.size) values.push(...shares);
    places.set(name, place);
    return place;
  });
  return { answer, targets: targetsOf(Float64Array.from(values), classes.length) };
}

/** Where each value of a rising column starts, and the end. */
function startsOf(column: Int32Array, values: number): Int32Array {
  const starts = new Int32Array(values + 1);
  for (const value of column) starts[value + 1]!++;
  for (let value = 0; value < values; value++) starts[value + 1]! += starts[value]!;
  return starts;
}

/** The person's trials for which `keep` holds, in order. */
export function trialsOf(
  { firstOf }: EncodedTrials,
  person: number,
  keep: (trial: number) => boolean,
): number[] {
  const rows: number[] = [];
  for (let t = firstOf[person]!; t < firstOf[person + 1]!; t++) if (keep(t)) rows.push(t);
  return rows;
}

function indexOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function unknownNames(
  what: string,
  field: string,
  names: readonly string[],
  known: ReadonlyMap<string, number>,
): Problem[] {
  const unknown = [...new Set(names.filter((name) => !known.has(name)))].sort();
  const allowed = [...known.keys()];
  return unknown.slice(0, LISTED).map((name, index) => {
    const near = nearest(name, allowed);
    const rest =
      index === LISTED - 1 && unknown.length > LISTED ? ` (and ${unknown.length - LISTED} more)` : "";
    const list =
      allowed.length <= 12 ? `allowed: ${allowed.join(", ")}` : `the ${what} must be in the stimuli table`;
    return {
      message: `unknown ${what} "${name}" in the trials${rest}`,
      place: { field },
      hint: near === undefined ? list : `did you mean "${near}"? ${list}`,
    };
  });
}
