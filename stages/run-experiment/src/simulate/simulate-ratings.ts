import { rateFaces, roundedTime } from "@limen/experiment";
import { highestRated, type Row, type trialsTable } from "@limen/tables";
import type { Experiment } from "./experiment.ts";
import type { Sitting } from "./sitting.ts";

export function simulateRatings(
  { task, classes }: Experiment,
  { observer, shown, expected, common, random }: Sitting,
): Row<typeof trialsTable>[] {
  const scores = shown.map((item) => item!.faces[0]!.scores);
  const answers = rateFaces(observer, scores, task.ratingScale, random.split("trials"));
  return answers.map(({ ratings, rtMs }, trial) => ({
    ...common[trial]!,
    stimulus_id: shown[trial]!.id,
    selection: "random",
    response: highestRated(ratings, classes),
    ratings,
    confidence: null,
    intensity: null,
    rt_ms: roundedTime(rtMs),
    catch_class: expected[trial]!,
  }));
}
