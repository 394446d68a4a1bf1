import { EXPRESSION_CONTROLS, type Expression } from "./controls.ts";
import { prototype, type SyntheticClass } from "./prototypes.ts";

/**
 * Spread of a class in control space. It sets the mean top share of p over the default draw to about .81, that of
 * FER+'s people (docs: one vote agrees with the majority of the other nine in 81.3 %).
 */
const SPREAD = 0.5;

/**
 * The true p(emotion | controls): softmax of -|c - prototype|² / (2 · spread²) over the classes. Depends on the
 * expression alone, never on identity, light or pose. Gives [classes] probabilities that sum to one.
 */
export function trueDistribution(expression: Expression, classes: readonly SyntheticClass[]): Float32Array {
  const scores = classes.map((name) => {
    const centre = prototype(name);
    let distance2 = 0;
    for (const control of EXPRESSION_CONTROLS) distance2 += (expression[control] - centre[control]) ** 2;
    return -distance2 / (2 * SPREAD * SPREAD);
  });
  const best = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(weights, (weight) => weight / total);
}
