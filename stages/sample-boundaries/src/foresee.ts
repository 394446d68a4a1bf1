import type { Facts, InputFacts } from "@limen/stage";
import { chooseCells } from "./choose-cells.ts";
import { chooseClasses } from "./choose-classes.ts";
import { chooseGuides } from "./choose-guides.ts";
import type { Params } from "./params.ts";

/** What would be refused once the nets are trained, told as far as their names and classes are known before. */
export function foresee(params: Params, { classifiers = [], heldOut = [], faces = [] }: InputFacts): void {
  const classes = faces[0]?.classes;
  const sets = classes && chooseClasses(params, classes);
  const given = namesOf(classifiers);
  const judge = namesOf(heldOut)?.[0];
  if (!given || judge === undefined) return;
  const candidates = given.filter((name) => name !== judge);
  const guides = chooseGuides(candidates, judge, params);
  const most = Math.max(2, ...(sets ?? params.pairs).map((set) => set.length));
  chooseCells(params, guides, most);
}

function namesOf(nets: readonly Facts[]): string[] | undefined {
  const names = nets.flatMap(({ net }) => net ?? []);
  return names.length === nets.length ? names : undefined;
}
