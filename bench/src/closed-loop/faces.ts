import { observerScores } from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import { softmax } from "@limen/stats";

/** A face as the average person sees it, which is what the group model says of it. */
export interface ToyFace {
  readonly scores: Float64Array;
  /** (nats) */
  readonly groupLogP: Float64Array;
}

/** Spread (nats) of the evidence for classes, of faces between them and of faces beyond doubt. */
const SPREAD = { torn: 1.5, sure: 8 };

/** Faces of which that share lies between classes. */
export function makeFaces(count: number, classes: number, torn: number, random: RandomStream): ToyFace[] {
  return Array.from({ length: count }, (_, i) => {
    const stream = random.split(i);
    const spread = i < torn * count ? SPREAD.torn : SPREAD.sure;
    const p = softmax(Float64Array.from({ length: classes }, () => spread * stream.normal()));
    const scores = observerScores(p);
    return { scores, groupLogP: softmax(scores).map(Math.log) };
  });
}
