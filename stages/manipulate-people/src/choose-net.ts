import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { Params } from "./params.ts";

/** Name of the net that guides, of those given. Throws a UserError where there is no such net, or it is the judge. */
export function chooseNet(names: readonly string[], judge: string, { net }: Pick<Params, "net">): string {
  const others = names.filter((name) => name !== judge);
  const place = { field: "net" };
  const problems: Problem[] = [];
  if (net === judge) {
    problems.push({ message: `"${net}" is the held-out net`, place, hint: "a net that guides cannot judge" });
  } else if (net !== "" && !names.includes(net)) {
    problems.push({ message: `no classifier "${net}" is given`, place, hint: suggestion(net, others) });
  } else if (others.length === 0) {
    problems.push({
      message: "no classifier is left to guide",
      place: { field: "classifiers" },
      hint: `give the group model of a net besides the held-out "${judge}"`,
    });
  }
  throwIfAny(problems);
  return net === "" ? others[0]! : net;
}
