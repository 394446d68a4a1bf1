import { ratingsOf } from "@limen/exclusions";
import { sharesOf } from "@limen/tables";
import { keptTrials } from "./keep-trials.ts";
import { NONE, type TrialColumns } from "./trial-columns.ts";

/** Answers that count, as integers: one entry an answered trial that is no catch trial, in the order of the table. */
export interface Answers {
  readonly classes: readonly string[];
  /** Names behind the indices. */
  readonly stimuli: readonly string[];
  readonly participants: readonly string[];
  readonly stimulus: Int32Array;
  readonly participant: Int32Array;
  /** Index of the class; NONE where several are rated highest. */
  readonly response: Int8Array;
  readonly isRepeat: Uint8Array;
  /** (milliseconds) NaN: none. */
  readonly rt: Float64Array;
  /** Each answer shared out among the classes, classes an answer; null: every answer is all of one class. */
  readonly shares: Float64Array | null;
}

/**
 * The answers of participants that no rule excludes, catch trials left out, and stimuli that the closed loop chose: who is
 * shown one of these depends on what they answered before, so they are no sample of the people. Stimuli and participants
 * are numbered anew, as they first come up among these.
 */
export function encodeAnswers(trials: TrialColumns, excluded: ReadonlySet<string>): Answers {
  const kept = keptTrials(trials, excluded).map((isKept, i) => isKept & (1 - trials.isChosen[i]!));
  let count = 0;
  for (let i = 0; i < kept.length; i++) count += kept[i]!;
  const stimuli = new Renumbering(trials.stimuli);
  const participants = new Renumbering(trials.participants);
  const columns = {
    stimulus: new Int32Array(count),
    participant: new Int32Array(count),
    response: new Int8Array(count),
    isRepeat: new Uint8Array(count),
    rt: new Float64Array(count),
    shares: trials.ratings && new Float64Array(count * trials.classes.length),
  };
  let next = 0;
  for (let i = 0; i < kept.length; i++) {
    if (kept[i] === 0) continue;
    columns.stimulus[next] = stimuli.of(trials.stimulus[i]!);
    columns.participant[next] = participants.of(trials.participant[i]!);
    columns.response[next] = trials.response[i]!;
    columns.isRepeat[next] = trials.isRepeat[i]!;
    columns.rt[next] = trials.rt[i]!;
    if (columns.shares) {
      const ratings = ratingsOf(trials, i);
      if (ratings) columns.shares.set(sharesOf(ratings), next * trials.classes.length);
      else columns.shares[next * trials.classes.length + trials.response[i]!] = 1;
    }
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
