import { invariant } from "@limen/errors";
import type { Row, trialsTable } from "@limen/tables";

export type Trial = Row<typeof trialsTable>;

/** In `response` and `catchClass`: there is none. */
export const NONE = -1;
/** In `catchClass`: a class that the stimuli do not have, which no answer can be. */
const UNKNOWN = -2;

/**
 * All trials, column by column, names as numbers: some 23 bytes a trial, where rows take hundreds. Numbers follow the order
 * in which names first come up.
 */
export interface TrialColumns {
  readonly count: number;
  readonly classes: readonly string[];
  readonly participants: readonly string[];
  readonly stimuli: readonly string[];
  readonly sources: ReadonlySet<string>;
  /** Answers that are no class, which make the trials unusable. */
  readonly unknownAnswers: ReadonlySet<string>;
  readonly participant: Int32Array;
  readonly stimulus: Int32Array;
  readonly trial: Int32Array;
  /** Index of the class, or NONE. */
  readonly response: Int8Array;
  readonly catchClass: Int8Array;
  /** (milliseconds) NaN: none. */
  readonly rt: Float64Array;
  readonly isRepeat: Uint8Array;
}

/** Takes trials in, group of rows by group of rows; `count` is how many there will be. */
export class TrialGatherer {
  readonly #classes: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #participants = new Numbering();
  readonly #stimuli = new Numbering();
  readonly #sources = new Set<string>();
  readonly #unknownAnswers = new Set<string>();
  readonly #columns;
  #next = 0;

  constructor(count: number, classes: readonly string[]) {
    this.#classes = classes;
    this.#indices = new Map(classes.map((name, index) => [name, index]));
    this.#columns = {
      participant: new Int32Array(count),
      stimulus: new Int32Array(count),
      trial: new Int32Array(count),
      response: new Int8Array(count),
      catchClass: new Int8Array(count),
      rt: new Float64Array(count),
      isRepeat: new Uint8Array(count),
    };
  }

  add(rows: readonly Trial[]): void {
    const columns = this.#columns;
    for (const row of rows) {
      const i = this.#next++;
      const { response, catch_class: catchClass } = row;
      const answer = response === null ? NONE : this.#indices.get(response);
      if (answer === undefined) this.#unknownAnswers.add(response!);
      columns.participant[i] = this.#participants.of(row.participant_id);
      columns.stimulus[i] = this.#stimuli.of(row.stimulus_id);
      columns.trial[i] = row.trial;
      columns.response[i] = answer ?? NONE;
      columns.catchClass[i] = catchClass === null ? NONE : (this.#indices.get(catchClass) ?? UNKNOWN);
      columns.rt[i] = row.rt_ms ?? Number.NaN;
      columns.isRepeat[i] = row.is_repeat ? 1 : 0;
      this.#sources.add(row.source);
    }
  }

  columns(): TrialColumns {
    const count = this.#columns.trial.length;
    invariant(this.#next === count, `${this.#next} trials were gathered, ${count} announced`);
    return {
      count,
      classes: this.#classes,
      participants: this.#participants.names(),
      stimuli: this.#stimuli.names(),
      sources: this.#sources,
      unknownAnswers: this.#unknownAnswers,
      ...this.#columns,
    };
  }
}

/** Numbers names as they first come up. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  names(): string[] {
    return [...this.#numbers.keys()];
  }
}
