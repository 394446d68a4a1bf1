import { NONE, type TrialColumns } from "./trial-columns.ts";

/** Answers that count, as integers: one entry an answered trial that is no catch trial, in the order of the table. */
export interface Answers {
  readonly classes: readonly string[];
  /** Names behind the indices. */
  readonly stimuli: readonly string[];
  readonly participants: readonly string[];
  readonly stimulus: Int32Array;
  readonly participant: Int32Array;
  readonly response: Int32Array;
  readonly isRepeat: Uint8Array;
}

/**
 * The answers of participants that no rule excludes, catch trials left out. Stimuli and participants are numbered anew, as
 * they first come up among these.
 */
export function encodeAnswers(trials: TrialColumns, excluded: ReadonlySet<string>): Answers {
  const isOut = Uint8Array.from(trials.participants, (name) => (excluded.has(name) ? 1 : 0));
  const counts = (i: number) =>
    trials.response[i] !== NONE && trials.catchClass[i] === NONE && isOut[trials.participant[i]!] === 0;
  let count = 0;
  for (let i = 0; i < trials.count; i++) if (counts(i)) count++;
  const stimuli = new Renumbering(trials.stimuli);
  const participants = new Renumbering(trials.participants);
  const columns = {
    stimulus: new Int32Array(count),
    participant: new Int32Array(count),
    response: new Int32Array(count),
    isRepeat: new Uint8Array(count),
  };
  let next = 0;
  for (let i = 0; i < trials.count; i++) {
    if (!counts(i)) continue;
    columns.stimulus[next] = stimuli.of(trials.stimulus[i]!);
    columns.participant[next] = participants.of(trials.participant[i]!);
    columns.response[next] = trials.response[i]!;
    columns.isRepeat[next] = trials.isRepeat[i]!;
    next++;
  }
  return {
    classes: trials.classes,
    stimuli: stimuli.names,
    participants: participants.names,
    ...columns,
  };
}

/** Numbers of a part of the names, as they first come up. */
class Renumbering {
  readonly names: string[] = [];
  readonly #all: readonly string[];
  readonly #numbers: Int32Array;

  constructor(all: readonly string[]) {
    this.#all = all;
    this.#numbers = new Int32Array(all.length).fill(NONE);
  }

  of(index: number): number {
    const known = this.#numbers[index]!;
    if (known !== NONE) return known;
    this.#numbers[index] = this.names.length;
    return this.names.push(this.#all[index]!) - 1;
  }
}

/** Counts [stimuli × classes], row by row, of first answers: repeats are left out, so each answer is another person's. */
export function countChoices(
  answers: Answers,
  keep: (participant: number) => boolean = () => true,
): Int32Array {
  const counts = new Int32Array(answers.stimuli.length * answers.classes.length);
  for (let i = 0; i < answers.response.length; i++) {
    if (answers.isRepeat[i] === 1 || !keep(answers.participant[i]!)) continue;
    counts[answers.stimulus[i]! * answers.classes.length + answers.response[i]!]!++;
  }
  return counts;
}
