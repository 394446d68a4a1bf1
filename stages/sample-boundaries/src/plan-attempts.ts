import type { Attempt, Block } from "@limen/sampling";
import { groupBy } from "@limen/tables";
import { type Cell, chooseCells } from "./choose-cells.ts";
import { chooseClasses } from "./choose-classes.ts";
import type { Params } from "./params.ts";
import { type Planned, planControls } from "./plan-controls.ts";

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

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return repeat(Math.ceil(items.length / size), (index) => items.slice(index * size, (index + 1) * size));
}
