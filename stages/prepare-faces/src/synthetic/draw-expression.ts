import { beta, categorical, type RandomStream } from "@limen/random";
import type { Expression } from "./controls.ts";
import { expressionOf, prototype, type SyntheticClass } from "./prototypes.ts";

/** Share of faces that blend two emotions, and the scatter of each control: they set how often people disagree. */
const BLEND_SHARE = 0.3;
const SCATTER = 0.07;

/**
 * One expression: an emotion at some intensity, or a blend of two, plus scatter. Every class is equally likely, so
 * that rare emotions are not rare here.
 */
export function drawExpression(stream: RandomStream, classes: readonly SyntheticClass[]): Expression {
  const even = classes.map(() => 1);
  const first = prototype(classes[categorical(stream, even)]!);
  const second = prototype(classes[categorical(stream, even)]!);
  const blends = stream.uniform() < BLEND_SHARE;
  const share = blends ? 0.25 + 0.5 * stream.uniform() : 0;
  const intensity = 0.45 + 0.65 * beta(stream, 2.5, 1.5);
  return expressionOf((name) => {
    const mean = intensity * ((1 - share) * first[name] + share * second[name]);
    const lowest = name === "mouth_corner" || name === "lid_raise" ? -1 : 0;
    return Math.min(1.1, Math.max(lowest, mean + SCATTER * stream.normal()));
  });
}
