import type { Classifier, ParameterArrays } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { answersOf, type ChoiceCounts, countChoices } from "./count-choices.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import { type Examples, selectExamples } from "./examples.ts";
import { type EpochScores, type FineTuned, fineTune, type Measured } from "./fine-tune.ts";
import { fitTemperature, natsOfCounts } from "./fit-temperature.ts";
import { learnerOf } from "./learner.ts";
import { lastLayer, type NetView, wholeNet } from "./net-view.ts";
import type { Params } from "./params.ts";
import type { Study } from "./read-study.ts";
import { type Split, TRAIN } from "./split-trials.ts";

/** Plain values, so that a checkpoint can hold them. */
export interface AlignedGroup {
  readonly weights: ParameterArrays;
  /** Refitted on the inner validation part: on the training part the net is too sure of itself. */
  readonly temperature: number;
  readonly groupCurve: readonly EpochScores[];
  readonly extraCurve: readonly EpochScores[];
  /** Logits before temperature, [stimuli × classes] */
  readonly baseLogits: Float32Array;
  readonly groupLogits: Float32Array;
  readonly extraLogits: Float32Array;
  /** Penultimate features of the group model, [stimuli × features] */
  readonly features: Float32Array;
}

/** Answers of the group's training people to the group's training stimuli, cut in two by the inner validation. */
export function groupCounts(
  trials: EncodedTrials,
  split: Split,
): { readonly train: ChoiceCounts; readonly inner: ChoiceCounts; readonly all: ChoiceCounts } {
  const used = (t: number) =>
    split.role[t] === TRAIN && trials.isChosen[t] === 0 && split.newPerson[trials.person[t]!] === 0;
  const inner = (t: number) => split.innerValidation[trials.stimulus[t]!] === 1;
  return {
    train: countChoices(trials, (t) => used(t) && !inner(t)),
    inner: countChoices(trials, (t) => used(t) && inner(t)),
    all: countChoices(trials, used),
  };
}

/** Fine-tunes the study's classifier, in place, to the choices of its old people; it ends as the group model. */
export function alignGroup(
  study: Study,
  split: Split,
  params: Params,
  random: RandomStream,
  onEpoch: (done: number, total: number) => void,
): AlignedGroup {
  const { classifier, images } = study;
  const counts = groupCounts(study.trials, split);
  const bench = setBench(classifier, params.layers, study, counts);
  const base = bench.measure();
  const learner = learnerOf(classifier.parameters, bench.view, classifier.config.temperature);
  const total = params.epochs + params.extraEpochs;
  const run = (epochs: number, label: string, first: Measured, done: number): FineTuned =>
    fineTune(
      learner,
      bench.sources(params),
      bench.measure,
      first,
      { epochs, learningRate: params.learningRate },
      random.split(label),
      (epoch) => onEpoch(done + epoch, total),
    );
  const group = run(params.epochs, "group", base, 0);
  const weights = classifier.parameters.toArrays();
  const groupLogits = group.kept.logits;
  const features = params.layers === "last" ? bench.stimuli : classifier.featuresOf(images);
  const extra = run(params.extraEpochs, "extra", group.kept, params.epochs);
  learner.dispose();
  classifier.parameters.assign(weights);
  return {
    weights,
    temperature: fitTemperature(groupLogits, counts.inner),
    groupCurve: group.curve,
    extraCurve: extra.curve,
    baseLogits: base.logits,
    groupLogits,
    extraLogits: extra.kept.logits,
    features,
  };
}

/** Everything that stays the same while the net learns. */
function setBench(
  classifier: Classifier,
  layers: Params["layers"],
  study: Study,
  counts: { readonly train: ChoiceCounts; readonly inner: ChoiceCounts },
) {
  const view = layers === "all" ? wholeNet(classifier) : lastLayer(classifier);
  const seen = (inputs: Float32Array) => (layers === "all" ? inputs : classifier.featuresOf(inputs));
  const see = (faces: Examples): Examples => ({ ...faces, inputs: seen(faces.inputs), width: view.width });
  const stimuli = seen(study.images);
  const base = { train: see(study.base.train), test: see(study.base.test) };
  const examples = examplesOf(stimuli, view, counts.train);
  const { temperature } = classifier.config;
  const measure = (): Measured => {
    const logits = view.logitsOf(stimuli);
    return {
      logits,
      scores: {
        trainNats: natsOfCounts(logits, counts.train, temperature) ?? 0,
        innerValidNats: natsOfCounts(logits, counts.inner, temperature) ?? 0,
        baseAccuracy: accuracyOf(view.logitsOf(base.test.inputs), base.test),
      },
    };
  };
  const sources = ({ batch, baseShare }: Params) => {
    const faces = Math.min(batch - 1, Math.round(batch * baseShare));
    return [
      { examples, perBatch: batch - faces },
      { examples: base.train, perBatch: faces },
    ];
  };
  return { view, stimuli, measure, sources };
}

/** Stimuli with answers as examples: targets their shares, weights their numbers of answers. */
export function examplesOf(inputs: Float32Array, view: NetView, choices: ChoiceCounts): Examples {
  const { classes, counts } = choices;
  const answers = answersOf(choices);
  const rows = Array.from(answers.keys()).filter((s) => answers[s]! > 0);
  const targets = Float32Array.from(
    counts,
    (count, i) => count / Math.max(1, answers[Math.floor(i / classes)]!),
  );
  const all = {
    count: answers.length,
    width: view.width,
    inputs,
    targets,
    weights: Float32Array.from(answers),
  };
  return selectExamples(all, rows);
}

/** Share of examples whose class of largest target gets the largest logit. */
function accuracyOf(logits: Float32Array, { count, targets }: Examples): number | null {
  if (count === 0) return null;
  const classes = logits.length / count;
  const top = (values: Float32Array, row: number) => {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if (values[row * classes + c]! > values[row * classes + best]!) best = c;
    return best;
  };
  let hits = 0;
  for (let row = 0; row < count; row++) if (top(logits, row) === top(targets, row)) hits++;
  return hits / count;
}
