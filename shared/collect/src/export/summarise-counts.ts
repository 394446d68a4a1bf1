import type { Study } from "../study/study.ts";

/** Stimuli that are furthest behind, in a list to look at. */
const FURTHEST = 10;

/** How evenly the stimuli got their answers. */
export interface StimulusCounts {
  /** Or pairs of them, where faces are compared. */
  readonly stimuli: number;
  /** Answers that each should get. */
  readonly wanted: number;
  readonly least: number;
  readonly most: number;
  /** Answers of all stimuli, of each at most the wanted number, against what is wanted in all. */
  readonly done: number;
  /** How many stimuli have so many answers: rising, none left out between. */
  readonly histogram: readonly number[];
  readonly behind: readonly { readonly stimulus: string; readonly answers: number }[];
}

/** @param counts answers of each stimulus, or pair of them, in the study's order */
export function summariseCounts({ settings, items }: Study, counts: Int32Array): StimulusCounts {
  const wanted = settings.answersPerStimulus;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const histogram = new Array<number>(most + 1).fill(0);
  for (const count of counts) histogram[count]!++;
  const done = counts.reduce((sum, count) => sum + Math.min(count, wanted), 0);
  return {
    stimuli: items.length,
    wanted,
    least: histogram.findIndex((count) => count > 0),
    most,
    done: done / (wanted * items.length),
    histogram,
    behind: items
      .map(({ id }, place) => ({ stimulus: id, answers: counts[place]! }))
      .filter(({ answers }) => answers < wanted)
      .sort((a, b) => a.answers - b.answers)
      .slice(0, FURTHEST),
  };
}
