import { categorical, type RandomStream } from "@limen/random";
import type { TrainParams } from "./params.ts";

/** Writes one face's training target (a distribution over classes, summing to 1) to `to`. */
export function makeTarget(
  label: Float32Array,
  to: Float32Array,
  { labels, labelSmoothing }: Pick<TrainParams, "labels" | "labelSmoothing">,
  random: RandomStream,
): void {
  if (labels === "votes") to.set(label);
  else {
    to.fill(0);
    to[labels === "majority" ? label.indexOf(Math.max(...label)) : categorical(random, label)] = 1;
  }
  for (let i = 0; i < to.length; i++) to[i] = (1 - labelSmoothing) * to[i]! + labelSmoothing / to.length;
}
