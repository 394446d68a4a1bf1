import { tf } from "@limen/engine/tf";
import { flipHorizontally, toUnit } from "@limen/images";
import { power, type RandomStream } from "@limen/random";
import type { DrawSigma } from "./draw-sigma.ts";
import type { Face, FaceSet } from "./load-faces.ts";
import type { Params } from "./params.ts";

export interface Batch {
  /** [N, S, S, 1] in [-1, 1]. */
  readonly clean: tf.Tensor4D;
  readonly noise: tf.Tensor4D;
  readonly sigmas: readonly number[];
  /** [N, classes + 1]. */
  readonly condition: tf.Tensor2D;
}

/** Gives the training images first … first + count − 1, counted from the start of the training. */
export type DrawBatch = (first: number, count: number) => Batch;

/**
 * Training image k depends on the stream's k-th branch only, so training goes on after a stop as if there had been
 * none. The condition is the people's votes themselves: a face between two emotions teaches what lies between them.
 */
export function batchDrawer(
  faces: FaceSet,
  params: Params,
  drawSigma: DrawSigma,
  random: RandomStream,
): DrawBatch {
  const pick = facePicker(faces.train, faces.classes.length, params.balance);
  const { size, classes } = faces;
  return (first, count) => {
    const pixels = size * size;
    const clean = new Float32Array(count * pixels);
    const noise = new Float32Array(count * pixels);
    const sigmas: number[] = [];
    const labels: (Float32Array | undefined)[] = [];
    for (let index = 0; index < count; index++) {
      const stream = random.split(first + index);
      const face = pick(stream.uniform());
      const mirrored = params.flip && stream.uniform() < 0.5;
      const named = params.conditional && stream.uniform() >= params.labelDrop;
      sigmas.push(drawSigma(stream));
      labels.push(named ? face.label : undefined);
      clean.set(toUnit(mirrored ? flipHorizontally(face.pixels, size) : face.pixels), index * pixels);
      noise.set(stream.normals(pixels), index * pixels);
    }
    return {
      clean: tf.tensor4d(clean, [count, size, size, 1]),
      noise: tf.tensor4d(noise, [count, size, size, 1]),
      sigmas,
      condition: conditionOf(labels, classes.length),
    };
  };
}

/** The votes as weights over the class embeddings; without a label, the null class. */
function conditionOf(labels: readonly (Float32Array | undefined)[], classes: number): tf.Tensor2D {
  const weights = new Float32Array(labels.length * (classes + 1));
  for (const [index, label] of labels.entries()) {
    if (label) weights.set(label, index * (classes + 1));
    else weights[index * (classes + 1) + classes] = 1;
  }
  return tf.tensor2d(weights, [labels.length, classes + 1]);
}

/** Uniform number → face. Classes are drawn with probability ∝ count^(1 − balance), faces within them equally. */
function facePicker(faces: readonly Face[], classes: number, balance: number): (uniform: number) => Face {
  const groups = Array.from({ length: classes }, (_, index) =>
    faces.filter((face) => face.majority === index),
  );
  const shares = groups.map((group) => (group.length === 0 ? 0 : power(group.length, 1 - balance)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return (uniform) => {
    let rest = uniform * total;
    let index = 0;
    while (index < classes - 1 && (rest >= shares[index]! || shares[index] === 0)) rest -= shares[index++]!;
    // The last class may be empty: then rounding has carried us past the last filled one.
    while (groups[index]!.length === 0) index--;
    const group = groups[index]!;
    return group[
      Math.min(group.length - 1, Math.max(0, Math.floor((rest / shares[index]!) * group.length)))
    ]!;
  };
}
