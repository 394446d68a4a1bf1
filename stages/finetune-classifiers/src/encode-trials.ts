import { invariant, nearest, type Problem, throwIfAny, UserError } from "@limen/errors";
import { choiceTargets, type Targets, targetsOf } from "@limen/person-model";
import { type GroupedPlaces, groupPlaces, NO_WORD, sharesOf } from "@limen/tables";
import type { TrialColumns } from "./trial-columns.ts";

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
  /**
   * 1 for each trial whose stimulus the closed loop chose for the person. Who is shown it depends on what they answered
   * before, so these say nothing of the group, and are not what a person is scored on.
   */
  readonly isChosen: Uint8Array;
  /** Where each participant's trials start; one more entry, the end. */
  readonly firstOf: Int32Array;
}

/** At most so many unknown names are listed. */
const LISTED = 10;

/**
 * Numbers names by the tables that they belong to, and orders trials by participant, trial number and stimulus.
 * Throws a UserError that names every unknown stimulus and class.
 */
export function encodeTrials(
  columns: TrialColumns,
  stimuli: readonly string[],
  classes: readonly string[],
): EncodedTrials {
  if (columns.count === 0) {
    throw new UserError({
      message: "the trials table has no row: nobody's answers are left to align with",
      hint: "look at the exclusions table of aggregate-responses: were all participants excluded?",
    });
  }
  const stimulusIndex = indexOf(stimuli);
  const classIndex = indexOf(classes);
  throwIfAny([
    ...unknownNames("stimulus", "stimulus_id", columns.stimuli, stimulusIndex),
    ...unknownNames("class", "response", columns.responses, classIndex),
  ]);
  const byName = columns.participants.map((_, code) => code);
  byName.sort((a, b) => compare(columns.participants[a]!, columns.participants[b]!));
  const { starts, places } = orderOf(columns, byName);
  const person = new Int32Array(columns.count);
  for (let p = 0; p < byName.length; p++) person.fill(p, starts[p], starts[p + 1]);
  const stimulusOf = Int32Array.from(columns.stimuli, (name) => stimulusIndex.get(name)!);
  return {
    classes,
    participants: byName.map((code) => columns.participants[code]!),
    sources: byName.map((code) => columns.sources[code]!),
    stimuli,
    count: columns.count,
    person,
    stimulus: places.map((row) => stimulusOf[columns.stimulus[row]!]!),
    ...answersOf(columns, places, classes, classIndex),
    isChosen: Uint8Array.from(places, (row) => columns.isChosen[row]!),
    firstOf: starts,
  };
}

/** Rows of each participant, those of equal trial numbers by the name of the stimulus: the order of the table does not matter. */
function orderOf({ participant, trial, stimulus, stimuli }: TrialColumns, byName: readonly number[]) {
  const rankOf = ranks(byName);
  const names = ranks(stimuli.map((_, code) => code).sort((a, b) => compare(stimuli[a]!, stimuli[b]!)));
  const order = (a: number, b: number) =>
    trial[a]! - trial[b]! || names[stimulus[a]!]! - names[stimulus[b]!]! || a - b;
  const grouped: GroupedPlaces = groupPlaces(
    participant.map((code) => rankOf[code]!),
    byName.length,
  );
  byName.forEach((_, p) => {
    const own = grouped.places.subarray(grouped.starts[p], grouped.starts[p + 1]);
    if (own.some((row, i) => i > 0 && order(own[i - 1]!, row) > 0)) own.sort(order);
  });
  return grouped;
}

/** Place of each code in the order. */
function ranks(order: readonly number[]): Int32Array {
  const rank = new Int32Array(order.length);
  order.forEach((code, place) => {
    rank[code] = place;
  });
  return rank;
}

/** Equal answers share a row of the targets: choices a row a class; where a trial is a rating, those that share out alike. */
function answersOf(
  { participants, participant, response, responses, ratings }: TrialColumns,
  places: Int32Array,
  classes: readonly string[],
  classIndex: ReadonlyMap<string, number>,
): Pick<EncodedTrials, "answer" | "targets"> {
  const classOf = Int32Array.from(responses, (name) => classIndex.get(name)!);
  const chosen = (row: number) => {
    const code = response[row]!;
    invariant(code !== NO_WORD, `a trial of ${participants[participant[row]!]} is kept without an answer`);
    return classOf[code]!;
  };
  const count = classes.length;
  if (ratings === null) return { answer: places.map(chosen), targets: choiceTargets(count) };
  const known = new Map<string, number>();
  const values: number[] = [];
  const answer = places.map((row) => {
    const rating = ratings.subarray(row * count, (row + 1) * count);
    const shares = Number.isNaN(rating[0]!)
      ? Float64Array.from(classes, (_, c) => (c === chosen(row) ? 1 : 0))
      : sharesOf(rating);
    const name = shares.join();
    const place = known.get(name) ?? known.size;
    if (place === known.size) values.push(...shares);
    known.set(name, place);
    return place;
  });
  return { answer, targets: targetsOf(Float64Array.from(values), count) };
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
