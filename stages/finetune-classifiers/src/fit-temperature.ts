import type { ChoiceCounts } from "./count-choices.ts";
import { logSoftmaxRows } from "./log-softmax.ts";

const LOWEST = 0.05;
const HIGHEST = 20;
/** Golden section over log T: 60 steps shrink the bracket of 6 nats below 1e-11. */
const STEPS = 60;

/**
 * Temperature T > 0 that makes the counted answers most likely under softmax(logits / T) (Guo et al. 2017).
 * The likelihood is concave in 1/T, so it has one optimum. Without answers: 1.
 */
export function fitTemperature(logits: ArrayLike<number>, choices: ChoiceCounts): number {
  if (choices.counts.every((count) => count === 0)) return 1;
  const loss = (logT: number) => meanNats(logits, choices, Math.exp(logT));
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(LOWEST);
  let high = Math.log(HIGHEST);
  for (let step = 0; step < STEPS; step++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (loss(left) <= loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** (nats an answer) mean negative log-likelihood of the counted answers; null without answers. */
export function natsOfCounts(
  logits: ArrayLike<number>,
  choices: ChoiceCounts,
  temperature: number,
): number | null {
  const answers = choices.counts.reduce((sum, count) => sum + count, 0);
  return answers === 0 ? null : meanNats(logits, choices, temperature);
}

function meanNats(logits: ArrayLike<number>, choices: ChoiceCounts, temperature: number): number {
  const scaled = Float64Array.from(logits, (value) => value / temperature);
  const logP = logSoftmaxRows(scaled, choices.classes);
  let nats = 0;
  let answers = 0;
  choices.counts.forEach((count, index) => {
    if (count === 0) return;
    nats -= count * logP[index]!;
    answers += count;
  });
  return nats / answers;
}
