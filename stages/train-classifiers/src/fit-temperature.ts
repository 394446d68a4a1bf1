import { logSumExp } from "@limen/stats";
import { rowOf } from "./rows.ts";

/** Temperatures outside are signs of a broken net rather than of miscalibration. */
const LOWEST = 0.1;
const HIGHEST = 10;
const TOLERANCE = 1e-5;

/**
 * Temperature that makes softmax(logits / T) nearest to the labels in mean cross-entropy (Guo et al. 2017).
 * Logits and labels are [faces × classes].
 */
export function fitTemperature(logits: Float32Array, labels: Float32Array, classes: number): number {
  // In log T the loss falls, then rises: it is convex in 1/T.
  const best = goldenSection(
    (log) => meanLoss(logits, labels, classes, Math.exp(log)),
    Math.log(LOWEST),
    Math.log(HIGHEST),
  );
  return Math.exp(best);
}

function meanLoss(logits: Float32Array, labels: Float32Array, classes: number, temperature: number): number {
  const faces = logits.length / classes;
  let sum = 0;
  for (let face = 0; face < faces; face++) {
    const scores = rowOf(logits, classes, face).map((score) => score / temperature);
    const label = rowOf(labels, classes, face);
    sum += logSumExp(scores) - scores.reduce((dot, score, i) => dot + score * label[i]!, 0);
  }
  return sum / faces;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Where a function that falls and then rises is least, by golden sections. */
export function goldenSection(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > TOLERANCE) {
    if (fa < fb) {
      [high, b, fb] = [b, a, fa];
      a = high - GOLDEN * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + GOLDEN * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
