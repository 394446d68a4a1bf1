import type { EncodedTrials } from "./encode-trials.ts";

/** Answers of a set of trials: how often each stimulus got each class. */
export interface ChoiceCounts {
  readonly classes: number;
  /** (answers) [stimuli × classes], row-major */
  readonly counts: Float64Array;
}

/** Counts the answers of the trials for which `keep` holds. */
export function countChoices(trials: EncodedTrials, keep: (trial: number) => boolean): ChoiceCounts {
  const classes = trials.classes.length;
  const counts = new Float64Array(trials.stimuli.length * classes);
  for (let t = 0; t < trials.count; t++) {
    if (!keep(t)) continue;
    const to = trials.stimulus[t]! * classes;
    const row = trials.answer[t]! * classes;
    for (let c = 0; c < classes; c++) counts[to + c]! += trials.targets.values[row + c]!;
  }
  return { classes, counts };
}

/** (answers) of each stimulus. */
export function answersOf(choices: ChoiceCounts): Float64Array {
  const { classes, counts } = choices;
  return Float64Array.from({ length: counts.length / classes }, (_, s) =>
    counts.subarray(s * classes, (s + 1) * classes).reduce((sum, count) => sum + count, 0),
  );
}

/** Share of each class over all answers, one answer added to each class so that no share is zero. */
export function marginalOf(choices: ChoiceCounts): Float64Array {
  const { classes, counts } = choices;
  const shares = new Float64Array(classes).fill(1);
  counts.forEach((count, index) => {
    shares[index % classes]! += count;
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** The counts of those stimuli alone, in that order. */
export function countsAt({ classes, counts }: ChoiceCounts, stimuli: Int32Array): ChoiceCounts {
  const out = new Float64Array(stimuli.length * classes);
  stimuli.forEach((s, row) => {
    out.set(counts.subarray(s * classes, (s + 1) * classes), row * classes);
  });
  return { classes, counts: out };
}
