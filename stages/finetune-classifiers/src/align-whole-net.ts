import type { RandomStream } from "@limen/random";
import { examplesOf, groupCounts } from "./align-group.ts";
import { type ChoiceCounts, countChoices, countsAt } from "./count-choices.ts";
import { trialsOf } from "./encode-trials.ts";
import { type EpochScores, fineTune, type Measured } from "./fine-tune.ts";
import { natsOfCounts } from "./fit-temperature.ts";
import type { Learner } from "./learner.ts";
import type { Params } from "./params.ts";
import type { Study } from "./read-study.ts";
import { type Split, TRAIN } from "./split-trials.ts";

/** Share of a person's training stimuli that choose the epoch. */
const INNER_SHARE = 0.25;
const BATCH = 64;

/** Plain values, so that a block can be kept on disk. */
export interface WholeNetFit {
  readonly person: number;
  /** The person's stimuli, held-out ones included: what is asked of the net. */
  readonly stimuli: Int32Array;
  /** Logits before temperature after each epoch, from 0: the group net. Each [own stimuli × classes] */
  readonly epochs: readonly Float32Array[];
  readonly curve: readonly EpochScores[];
  /** (trials) of the person that choose the epoch. */
  readonly innerTrials: number;
}

/**
 * The papers' recipe: the whole group net fine-tuned on one person, own trials, group and base 2:1:1. A quarter of the
 * person's training stimuli is left out, to choose the epoch by (`whole-net-models.ts`). The net comes back as the group's.
 */
export function alignWholeNet(
  study: Study,
  split: Split,
  person: number,
  learner: Learner,
  params: Params,
  random: RandomStream,
): WholeNetFit {
  const { trials, images } = study;
  const { parameters, view, temperature } = learner;
  const group = parameters.toArrays();
  const own = (t: number) => trials.person[t] === person && split.role[t] === TRAIN;
  const innerOf = trials.stimuli.map((name) => random.split("inner").split(name).uniform() < INNER_SHARE);
  const isInner = (t: number) => innerOf[trials.stimulus[t]!]!;
  const train = countChoices(trials, (t) => own(t) && !isInner(t));
  const inner = countChoices(trials, (t) => own(t) && isInner(t));
  const rows = trialsOf(trials, person, () => true).map((t) => trials.stimulus[t]!);
  const stimuli = Int32Array.from(new Set(rows)).sort();
  const shown = rowsAt(images, view.width, stimuli);
  const epochs: Float32Array[] = [];
  const [seen, chosenBy] = [countsAt(train, stimuli), countsAt(inner, stimuli)];
  const measure = (): Measured => {
    const logits = view.logitsOf(shown);
    epochs.push(logits);
    const nats = (counts: ChoiceCounts) => natsOfCounts(logits, counts, temperature) ?? 0;
    return {
      logits,
      scores: { trainNats: nats(seen), innerValidNats: nats(chosenBy), baseAccuracy: null },
    };
  };
  const sources = [
    { examples: examplesOf(images, view, train), perBatch: BATCH / 2 },
    { examples: examplesOf(images, view, groupCounts(trials, split).train), perBatch: BATCH / 4 },
    { examples: study.base.train, perBatch: BATCH / 4 },
  ];
  const { epochs: most, learningRate, draws } = params.full;
  const options = { epochs: most, learningRate, steps: Math.ceil(draws / BATCH) };
  const { curve } = fineTune(learner, sources, measure, measure(), options, random.split("steps"));
  parameters.assign(group);
  const innerTrials = inner.counts.reduce((sum, count) => sum + count, 0);
  return { person, stimuli, epochs, curve, innerTrials };
}

function rowsAt(values: Float32Array, width: number, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return out;
}
