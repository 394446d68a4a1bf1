import { throwIfAny } from "@limen/errors";
import { classProblems } from "@limen/sampling/classes";
import type { InputFacts } from "@limen/stage";
import { chooseNet } from "./choose-net.ts";
import type { Params } from "./params.ts";

/** What would be refused once the nets are trained, told as far as their names and classes are known before. */
export function foresee(params: Params, { classifiers = [], heldOut = [] }: InputFacts): void {
  const names = classifiers.flatMap(({ net }) => net ?? []);
  const judge = heldOut[0]?.net;
  if (names.length === classifiers.length && judge !== undefined) chooseNet(names, judge, params);
  const classes = classifiers[0]?.classes;
  if (classes && params.classPairs.length > 0)
    throwIfAny(classProblems(params.classPairs, classes, "classPairs"));
}
