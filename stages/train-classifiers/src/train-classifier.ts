import { invariant } from "@limen/errors";
import { type Classifier, FlatAdam, type ParameterArrays } from "@limen/models";
import { type RandomStream, subset } from "@limen/random";
import type { CurvePoint, StateStore, TrainingState } from "./checkpoint.ts";
import type { FaceSet, Faces } from "./face-set.ts";
import type { TrainParams } from "./params.ts";
import { choiceDistributions, score } from "./score.ts";
import { trainEpoch } from "./train-epoch.ts";
import { trainStep } from "./train-step.ts";

export interface TrainingInput {
  readonly classifier: Classifier;
  readonly faces: Faces;
  readonly params: TrainParams;
  readonly random: RandomStream;
  readonly store: StateStore;
  readonly onImages: (done: number, total: number) => void;
  readonly onEpoch: (point: CurvePoint) => void;
}

export interface TrainingResult {
  readonly curve: readonly CurvePoint[];
  readonly keptEpoch: number;
}

/** Trains the classifier in place, from where the store's state ends, and leaves it with the kept weights. */
export function trainClassifier(input: TrainingInput): TrainingResult {
  const { classifier, faces, params, random, store, onImages, onEpoch } = input;
  const { parameters } = classifier;
  const train = limited(faces.splits.train, params.limit, random.split("limit"));
  const { weightDecay, clip, ema } = params;
  const optimiser = new FlatAdam(parameters, { weightDecay, clipNorm: clip, ema });
  const step = trainStep(classifier, optimiser, params);
  const perEpoch = train.ids.length;
  let state = store.load();
  if (state) {
    parameters.assign(state.weights);
    optimiser.restore(state.optimiser);
  }
  for (let epoch = (state?.curve.length ?? 0) + 1; epoch <= params.epochs; epoch++) {
    let done = (epoch - 1) * perEpoch;
    const onBatch = (images: number) => {
      done += images;
      onImages(done, params.epochs * perEpoch);
    };
    const stream = random.split("epoch").split(epoch);
    const loss = trainEpoch({ classifier, optimiser, step, faces: train, params, random: stream, onBatch });
    const averaged = optimiser.emaArrays();
    const point = {
      epoch,
      images: epoch * perEpoch,
      train_loss: loss,
      ...judge(classifier, averaged, faces),
    };
    state = next(state, point, averaged, { parameters: parameters.toArrays(), optimiser }, params.keep);
    store.save(state);
    onEpoch(point);
  }
  step.dispose();
  optimiser.dispose();
  invariant(state?.kept, "no epoch was kept");
  parameters.assign(state.kept.weights);
  return { curve: state.curve, keptEpoch: state.kept.epoch };
}

/** `limit` faces by lot, in their order (tables may stand class by class); all when 0. */
function limited(faces: FaceSet, limit: number, random: RandomStream): FaceSet {
  const count = faces.ids.length;
  if (limit === 0 || limit >= count) return faces;
  const chosen = subset(random, count, limit);
  const part = <T extends Float32Array | Int32Array>(values: T) => {
    const width = values.length / count;
    const own = values.slice(0, width * limit) as T;
    for (const [row, place] of chosen.entries())
      own.set(values.subarray(place * width, (place + 1) * width), row * width);
    return own;
  };
  return {
    ids: chosen.map((place) => faces.ids[place]!),
    pixels: part(faces.pixels),
    labels: part(faces.labels),
    majority: part(faces.majority),
    votes: part(faces.votes),
  };
}

/** Valid scores of other weights than the classifier's own, which it has again afterwards. */
function judge(classifier: Classifier, weights: ParameterArrays, { splits, classes }: Faces) {
  const own = classifier.parameters.toArrays();
  classifier.parameters.assign(weights);
  const logits = classifier.logitsOf(splits.valid.pixels);
  classifier.parameters.assign(own);
  const p = choiceDistributions(logits, classes.length, 1);
  const { accuracy, cross_entropy } = score(p, splits.valid, classes.length);
  return { valid_cross_entropy: cross_entropy, valid_accuracy: accuracy };
}

function next(
  before: TrainingState | undefined,
  point: CurvePoint,
  averaged: ParameterArrays,
  now: { readonly parameters: ParameterArrays; readonly optimiser: FlatAdam },
  keep: TrainParams["keep"],
): TrainingState {
  const earlier = before?.curve ?? [];
  const least = Math.min(...earlier.map((other) => other.valid_cross_entropy));
  const better = keep === "last" || point.valid_cross_entropy < least;
  return {
    weights: now.parameters,
    optimiser: now.optimiser.state(),
    curve: [...earlier, point],
    kept: better || !before?.kept ? { epoch: point.epoch, weights: averaged } : before.kept,
  };
}
