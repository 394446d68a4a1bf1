import type { RandomStream } from "@limen/random";
import type { Observer } from "./draw-observer.ts";

/** Steps between 0 and 1 on a scale of five. */
const STEPS = 4;
/** Standard deviation of what somebody says on a scale from 0 to 1, time and again. */
const NOISE = 0.1;

/** A graded answer to something that is seen as `value` in [0, 1]; careless observers give any step. */
export function gradeOf(
  { careless }: Pick<Observer, "careless">,
  value: number,
  random: RandomStream,
  scale: "steps" | "sliders" = "steps",
): number {
  if (careless !== null) return random.integer(STEPS + 1) / STEPS;
  const said = Math.min(1, Math.max(0, value + NOISE * random.normal()));
  // A slider has a hundred places.
  const places = scale === "steps" ? STEPS : 100;
  return Math.round(said * places) / places;
}

/** How sure an answer of probability p is, of so many alternatives: 0 at a guess, 1 without doubt. */
export function surenessOf(p: number, alternatives: number): number {
  return Math.max(0, (p - 1 / alternatives) / (1 - 1 / alternatives));
}
