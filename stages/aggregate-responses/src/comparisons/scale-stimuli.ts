import { groupBy, type Row, type scalesTable } from "@limen/tables";
import { type Comparison, type Comparisons, judgedComparisons } from "./encode-comparisons.ts";
import { fitScale } from "./fit-scale.ts";
import { linkedGroups } from "./linked-groups.ts";

type ScaleRow = Row<typeof scalesTable>;

/**
 * A value for each stimulus and class that was asked for, from first answers of those who are kept: each group of stimuli that
 * comparisons link has a scale of its own. In the order of the classes, then of the groups.
 */
export function scaleStimuli(
  comparisons: Comparisons,
  excluded: ReadonlySet<string>,
  classes: readonly string[],
  spread: number,
): ScaleRow[] {
  const { stimuli, source } = comparisons;
  const judged = judgedComparisons(comparisons, excluded).filter(({ isRepeat }) => !isRepeat);
  const byClass = groupBy(judged, (row) => row.asked);
  return classes.flatMap((asked) => scaleClass(asked, byClass.get(asked) ?? [], stimuli, spread, source));
}

function scaleClass(
  asked: string,
  rows: readonly Comparison[],
  stimuli: readonly string[],
  spread: number,
  source: string,
): ScaleRow[] {
  const groups = linkedGroups(
    stimuli.length,
    rows.map(({ pair }) => pair),
  );
  const placeOf = new Map<number, readonly [group: number, place: number]>();
  groups.forEach((members, group) => {
    members.forEach((stimulus, place) => void placeOf.set(stimulus, [group, place]));
  });
  const byGroup = groupBy(rows, ({ pair }) => placeOf.get(pair[0])![0]);
  return groups.flatMap((members, group) => {
    const own = byGroup.get(group)!;
    const tallies = own.map(({ pair, chosen }) => {
      const [first, second] = chosen === 0 ? pair : pair.toReversed();
      return { first: placeOf.get(first!)![1], second: placeOf.get(second!)![1], wins: 1 };
    });
    const { values, errors } = fitScale(members.length, tallies, spread);
    const counts = new Int32Array(members.length);
    for (const { first, second } of tallies) for (const place of [first, second]) counts[place]!++;
    return members.map((stimulus, place) => ({
      stimulus_id: stimuli[stimulus]!,
      asked,
      value: values[place]!,
      standard_error: errors[place]!,
      comparisons: counts[place]!,
      group,
      source,
    }));
  });
}
