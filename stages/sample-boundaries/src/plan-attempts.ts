import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { type BoundaryArm, groupBy } from "@limen/tables";
import type { Attempt, Block } from "./attempt.ts";
import type { Params } from "./params.ts";
import { type Planned, planControls } from "./plan-controls.ts";

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
 * All attempts, in blocks. `startable` are the classes with a real face to start from. Throws a UserError for classes or
 * guides that do not exist.
 */
export function planAttempts(
  params: Params,
  classes: readonly string[],
  guides: readonly string[],
  startable: ReadonlySet<number>,
): Block[] {
  const sets = chooseClasses(params, classes, startable);
  const cells = chooseCells(params, guides, Math.max(...sets.map((set) => set.length)));
  const boundary = cells.map((cell) => sets.flatMap((set) => boundaryAttempts(params, cell, set)));
  const controls = groupBy(planControls(params, boundary.flat(2)), ({ arm, like, guides }) => {
    return `${arm} ${like} ${guides}`;
  });
  const groups = [
    ...boundary,
    ...[...controls.values()].map((group) => group.map((attempt): Series => [attempt])),
  ].map((group) => group.filter((series) => series.every((attempt) => canStart(attempt, startable))));
  let index = 0;
  return groups.flatMap((group) => {
    const numbered = group.map((series) => {
      const stream = index;
      return series.map((attempt): Attempt => ({ ...attempt, index: index++, stream }));
    });
    return chunks(numbered.flat(), params.blockSize);
  });
}

/** Attempts that grow from the same noise (or the same real face): usually one, more at several levels or budgets. */
type Series = readonly Planned[];

function canStart({ anchor }: Series[number], startable: ReadonlySet<number>): boolean {
  return anchor === undefined || startable.has(anchor.index);
}

function boundaryAttempts(params: Params, { arm, guides }: Cell, set: readonly number[]): Series[] {
  const levels = set.length === 2 && arm !== "controversial" ? params.levels : [];
  const shared = (
    levels.length > 0 ? levels.map((level) => [level, 1 - level]) : [set.map(() => 1 / set.length)]
  ).map((of) => set.map((index, place) => ({ index, share: of[place]! })));
  return repeat(params.attempts, (k): Series => {
    if (arm !== "anchored") return shared.map((shares) => ({ arm, shares, guides }));
    return shared.flatMap((shares) =>
      params.budgets.map((budget) => ({ arm, shares, guides, anchor: { index: set[0]!, rank: k }, budget })),
    );
  });
}

function chooseClasses(
  params: Params,
  classes: readonly string[],
  startable: ReadonlySet<number>,
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
    if (!classes.includes(name) || startable.has(classes.indexOf(name))) continue;
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

interface Cell {
  readonly arm: BoundaryArm;
  readonly guides: readonly number[];
}

/** Arms with their guides. The controversial arm is refused where there are fewer nets than classes to say. */
function chooseCells(params: Params, guides: readonly string[], mostClasses: number): Cell[] {
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

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return repeat(Math.ceil(items.length / size), (index) => items.slice(index * size, (index + 1) * size));
}
