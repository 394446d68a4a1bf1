import { throwIfAny } from "@limen/errors";
import { classProblems, usualPairs } from "@limen/sampling/classes";
import type { Params } from "./params.ts";

/**
 * The classes of each boundary that is asked for. `startable` are those with a real face to start from, where that is known
 * already. Throws a UserError with all that is wrong.
 */
export function chooseClasses(
  params: Pick<Params, "pairs" | "arms">,
  classes: readonly string[],
  startable?: ReadonlySet<number>,
): (readonly number[])[] {
  const asked = params.pairs.length > 0 ? params.pairs : usualPairs(classes);
  const problems = classProblems(asked, classes, "pairs");
  const starts = params.arms.includes("anchored") ? new Set(asked.map((set) => set[0]!)) : [];
  for (const name of starts) {
    if (!classes.includes(name) || (startable?.has(classes.indexOf(name)) ?? true)) continue;
    problems.push({
      message: `no valid or test face shows ${name} by majority, for the anchored arm to start from`,
      place: { field: "pairs" },
      hint: "name the other class of its pairs first, or leave them out",
    });
  }
  throwIfAny(problems);
  return asked.map((set) => set.map((name) => classes.indexOf(name)));
}
