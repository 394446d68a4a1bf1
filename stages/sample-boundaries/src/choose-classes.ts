import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { Params } from "./params.ts";

/** The pairs that people confuse most (share of FER+ faces on which both got three votes of ten), then rare ones. */
export const DEFAULT_PAIRS: readonly (readonly [string, string])[] = [
  ["neutral", "sadness"],
  ["happiness", "neutral"],
  ["fear", "surprise"],
  ["anger", "neutral"],
  ["happiness", "surprise"],
  ["neutral", "surprise"],
  ["anger", "disgust"],
  ["fear", "sadness"],
  ["anger", "sadness"],
];

/**
 * The classes of each boundary that is asked for. `startable` are those with a real face to start from, where that is known
 * already. Throws a UserError with all that is wrong.
 */
export function chooseClasses(
  params: Pick<Params, "pairs" | "arms">,
  classes: readonly string[],
  startable?: ReadonlySet<number>,
): (readonly number[])[] {
  const asked =
    params.pairs.length > 0
      ? params.pairs
      : DEFAULT_PAIRS.filter((pair) => pair.every((name) => classes.includes(name)));
  const place = { field: "pairs" };
  const problems: Problem[] = [...new Set(asked.flat())]
    .filter((name) => !classes.includes(name))
    .map((name) => ({ message: `no class "${name}"`, place, hint: suggestion(name, classes) }));
  for (const set of asked) {
    const twice = set.find((name, at) => set.indexOf(name) !== at);
    if (twice !== undefined)
      problems.push({ message: `"${twice}" has no boundary with itself`, place, hint: "name it once" });
  }
  const starts = params.arms.includes("anchored") ? new Set(asked.map((set) => set[0]!)) : [];
  for (const name of starts) {
    if (!classes.includes(name) || (startable?.has(classes.indexOf(name)) ?? true)) continue;
    problems.push({
      message: `no valid or test face shows ${name} by majority, for the anchored arm to start from`,
      place,
      hint: "name the other class of its pairs first, or leave them out",
    });
  }
  if (asked.length === 0) {
    problems.push({
      message: "none of the usual pairs exists here",
      place,
      hint: `name pairs of: ${classes.join(", ")}`,
    });
  }
  throwIfAny(problems);
  return asked.map((set) => set.map((name) => classes.indexOf(name)));
}
