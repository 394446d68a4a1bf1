import { chooseSides, compareFaces, roundedTime } from "@limen/experiment";
import type { comparisonsTable, Row } from "@limen/tables";
import type { Experiment } from "./experiment.ts";
import type { Sitting } from "./sitting.ts";

export function simulateComparisons(
  { task, classes, world }: Experiment,
  { observer, planned, shown, expected, common, random }: Sitting,
): Row<typeof comparisonsTable>[] {
  const isSwapped = chooseSides(planned, random.split("sides"));
  const pairs = shown.map((item, trial) => {
    const { faces, asked } = item!;
    const [left, right] = isSwapped[trial] ? faces.toReversed() : faces;
    return { left: left!, right: right!, asked: asked! };
  });
  const seen = pairs.map(({ left, right, asked }) => ({
    left: left.scores,
    right: right.scores,
    asked: classes.indexOf(asked),
  }));
  const answers = compareFaces(observer, seen, world, random.split("trials"), task);
  return answers.map(({ response, rtMs, confidence }, trial) => ({
    ...common[trial]!,
    asked: pairs[trial]!.asked,
    left_id: pairs[trial]!.left.id,
    right_id: pairs[trial]!.right.id,
    response,
    confidence,
    rt_ms: roundedTime(rtMs),
    catch_side: expected[trial] === null ? null : isSwapped[trial] ? "right" : "left",
  }));
}
