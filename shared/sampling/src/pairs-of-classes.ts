import { type Problem, suggestion } from "@limen/errors";

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

/** Those of them that these classes have. */
export function usualPairs(classes: readonly string[]): readonly (readonly [string, string])[] {
  return DEFAULT_PAIRS.filter((pair) => pair.every((name) => classes.includes(name)));
}

/** Classes that do not exist, stand twice in one boundary, or none at all. */
export function classProblems(
  asked: readonly (readonly string[])[],
  classes: readonly string[],
  field: string,
): Problem[] {
  const place = { field };
  const problems: Problem[] = [...new Set(asked.flat())]
    .filter((name) => !classes.includes(name))
    .map((name) => ({ message: `no class "${name}"`, place, hint: suggestion(name, classes) }));
  for (const set of asked) {
    const twice = set.find((name, at) => set.indexOf(name) !== at);
    if (twice !== undefined)
      problems.push({ message: `"${twice}" has no boundary with itself`, place, hint: "name it once" });
  }
  if (asked.length === 0) {
    problems.push({
      message: "none of the usual pairs exists here",
      place,
      hint: `name pairs of: ${classes.join(", ")}`,
    });
  }
  return problems;
}
