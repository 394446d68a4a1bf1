import { crossEntropy, entropyBits, softmax, spearman } from "@limen/stats";
import type { FaceSet } from "./face-set.ts";
import { argMax, rowOf } from "./rows.ts";

/** A net's choice distributions [faces × classes]: softmax(logits / temperature). */
export function choiceDistributions(
  logits: Float32Array,
  classes: number,
  temperature: number,
): Float32Array {
  const p = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    p.set(softmax(logits.subarray(start, start + classes), temperature), start);
  }
  return p;
}

export interface Scores {
  /** Share of faces whose majority class is predicted. */
  readonly accuracy: number;
  /** Mean recall over the classes that the split has. */
  readonly macro_recall: number;
  /** (nats) from the people's distribution. */
  readonly cross_entropy: number;
  readonly ece: number;
  /** Of the net's entropy with the people's, over faces with at least two answers; null where it is not defined. */
  readonly entropy_spearman: number | null;
}

/** How well choice distributions p [faces × classes] fit a split. */
export function score(p: Float32Array, faces: FaceSet, classes: number): Scores {
  const count = faces.ids.length;
  const rows = Array.from({ length: count }, (_, i) => rowOf(p, classes, i));
  const labels = Array.from({ length: count }, (_, i) => rowOf(faces.labels, classes, i));
  const chosen = rows.map(argMax);
  const right = chosen.map((choice, i) => choice === faces.majority[i]);
  const shown = rows.map((_, i) => i).filter((i) => faces.votes[i]! >= 2);
  return {
    accuracy: right.filter(Boolean).length / count,
    macro_recall: macroRecall(faces.majority, right),
    cross_entropy: rows.reduce((sum, row, i) => sum + crossEntropy(labels[i]!, row), 0) / count,
    ece: expectedCalibrationError(
      rows.map((row, i) => row[chosen[i]!]!),
      right,
    ),
    entropy_spearman: spearman(
      shown.map((i) => entropyBits(rows[i]!)),
      shown.map((i) => entropyBits(labels[i]!)),
    ),
  };
}

/** Classes that the split does not have are left out. */
export function macroRecall(majority: Int32Array, right: readonly boolean[]): number {
  const present = [...new Set(majority)];
  const recalls = present.map((label) => {
    const members = right.filter((_, i) => majority[i] === label);
    return members.filter(Boolean).length / members.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

const BINS = 15;

/** Mean distance between confidence and accuracy, over 15 equal bins of confidence (Guo et al. 2017). */
export function expectedCalibrationError(confidence: readonly number[], right: readonly boolean[]): number {
  const gaps = new Float64Array(BINS);
  for (const [i, value] of confidence.entries()) {
    const bin = Math.min(BINS - 1, Math.floor(value * BINS));
    gaps[bin]! += value - (right[i] ? 1 : 0);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidence.length;
}
