import type { RandomStream } from "@limen/random";
import { examplesOf, groupCounts } from "./align-group.ts";
import { countChoices } from "./count-choices.ts";
import { type EpochScores, fineTune } from "./fine-tune.ts";
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
  /** Logits before temperature, [stimuli × classes] */
  readonly logits: Float32Array;
  readonly curve: readonly EpochScores[];
}

/**
 * The papers' recipe: the whole group net fine-tuned on one person, own trials, group and base 2:1:1. Unlike there,
 * the epoch is chosen on inner trials of the person's training part, and the net comes back as the group's.
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
  const measure = (): EpochScores => {
    const logits = view.logitsOf(images);
    return {
      trainNats: natsOfCounts(logits, train, temperature) ?? 0,
      innerValidNats: natsOfCounts(logits, inner, temperature) ?? 0,
      baseAccuracy: null,
    };
  };
  const sources = [
    { examples: examplesOf(images, view, train), perBatch: BATCH / 2 },
    { examples: examplesOf(images, view, groupCounts(trials, split).train), perBatch: BATCH / 4 },
    { examples: study.base.train, perBatch: BATCH / 4 },
  ];
  const { epochs, learningRate, draws } = params.full;
  const options = { epochs, learningRate, steps: Math.ceil(draws / BATCH) };
  const { curve } = fineTune(learner, sources, measure, options, random.split("steps"));
  const logits = view.logitsOf(images);
  parameters.assign(group);
  return { person, logits, curve };
}
