import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { Params } from "./params.ts";

/** Names of the nets that are to guide, of those given without the judge. Throws a UserError with all that is wrong. */
export function chooseGuides(
  names: readonly string[],
  judge: string,
  params: Pick<Params, "guides" | "guideSets">,
): readonly string[] {
  const asked = [...new Set([...params.guides, ...params.guideSets.flat()])];
  const problems = asked.flatMap((name): Problem[] => {
    const place = { field: params.guides.includes(name) ? "guides" : "guideSets" };
    if (name === judge) {
      const hint = "a net that guided cannot judge: leave it out of the guides or hold out another one";
      return [{ message: `"${name}" is the held-out net`, place, hint }];
    }
    if (names.includes(name)) return [];
    return [{ message: `no classifier "${name}" is given`, place, hint: suggestion(name, names) }];
  });
  for (const set of params.guideSets) {
    const twice = set.find((name, at) => set.indexOf(name) !== at);
    if (twice !== undefined)
      problems.push({ message: `${twice} cannot disagree with itself`, place: { field: "guideSets" } });
  }
  if (names.length === 0) {
    problems.push({
      message: "no classifier is left to guide",
      place: { field: "classifiers" },
      hint: `give at least one besides the held-out "${judge}"`,
    });
  }
  throwIfAny(problems);
  return params.guides.length === 0 ? names : asked;
}
