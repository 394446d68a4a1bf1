import { type Problem, throwIfAny } from "@limen/errors";
import type { BoundaryArm } from "@limen/tables/arms";
import type { Params } from "./params.ts";

/** An arm with the nets that guide it. */
export interface Cell {
  readonly arm: BoundaryArm;
  readonly guides: readonly number[];
}

/** Arms with their guides, as indices. The controversial arm is refused where there are fewer nets than classes to say. */
export function chooseCells(params: Params, guides: readonly string[], mostClasses: number): Cell[] {
  const single =
    params.guides.length > 0
      ? params.guides.map((name) => guides.indexOf(name))
      : guides.map((_, index) => index);
  const problems: Problem[] = [];
  const place = { field: "sampler" };
  const gradientFree = params.sampler === "bisection";
  if (gradientFree && (params.arms.some((arm) => arm !== "uncertainty") || mostClasses > 2)) {
    const message = "bisection draws the uncertainty arm between two classes only";
    problems.push({
      message,
      place,
      hint: "set arms: [uncertainty] and pairs of two, or take another sampler",
    });
  } else if (params.arms.includes("anchored") && params.sampler !== "gauss-newton") {
    const message = `the anchored arm is drawn by gauss-newton, not by ${params.sampler}`;
    problems.push({ message, place, hint: "leave the arm out, or take gauss-newton" });
  }
  const cells = params.arms.flatMap((arm): Cell[] => {
    if (arm === "uncertainty" || arm === "anchored") return single.map((guide) => ({ arm, guides: [guide] }));
    const named = params.guideSets.map((set) => set.map((name) => guides.indexOf(name)));
    if (arm === "consensus") {
      if (named.length === 0 && single.length < 2) {
        const message = "the consensus arm needs two nets or more, there is one";
        const hint = "give a second classifier or leave the arm out";
        problems.push({ message, place: { field: "arms" }, hint });
      }
      return (named.length > 0 ? named : [single]).map((set) => ({ arm, guides: set }));
    }
    const chosen = named.length > 0 ? named : ringOf(single);
    if (chosen.length === 0 || chosen.some((set) => set.length < mostClasses)) {
      const fewest = Math.min(single.length, ...chosen.map((set) => set.length));
      problems.push({
        message: `the controversial arm needs a net for each of ${mostClasses} classes, there are ${fewest}`,
        place: { field: "arms" },
        hint:
          single.length < 2
            ? "give a second classifier or leave the arm out"
            : `list sets of ${mostClasses} nets in guideSets, or leave the arm out`,
      });
    }
    return chosen.map((set) => ({ arm, guides: set }));
  });
  throwIfAny(problems);
  return cells;
}

/** Each net with the next one, the last with the first. */
function ringOf(nets: readonly number[]): (readonly number[])[] {
  if (nets.length < 2) return [];
  if (nets.length === 2) return [nets];
  return nets.map((net, place) => [net, nets[(place + 1) % nets.length]!]);
}
