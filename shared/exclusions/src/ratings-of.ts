/** In `response` and `catchClass`: there is none. */
export const NONE = -1;

interface Answered {
  readonly classes: readonly string[];
  readonly response: Int8Array;
  readonly ratings: Float32Array | null;
}

/** The ratings of a trial; undefined where it is none. */
export function ratingsOf(
  { classes, ratings }: Pick<Answered, "classes" | "ratings">,
  trial: number,
): Float32Array | undefined {
  const own = ratings?.subarray(trial * classes.length, (trial + 1) * classes.length);
  return own === undefined || Number.isNaN(own[0]!) ? undefined : own;
}

/** A class was chosen, or all were rated: also where several are rated highest, so that no class is named. */
export function hasAnswer(trials: Answered, trial: number): boolean {
  return trials.response[trial] !== NONE || ratingsOf(trials, trial) !== undefined;
}
