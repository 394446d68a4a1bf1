import { answerTrials, roundedTime } from "@limen/experiment";
import type { Row, trialsTable } from "@limen/tables";
import type { Experiment } from "./experiment.ts";
import type { Sitting } from "./sitting.ts";

export function simulateChoices(
  { task, classes, world }: Experiment,
  { observer, shown, expected, common, random }: Sitting,
): Row<typeof trialsTable>[] {
  const scores = shown.map(({ faces }) => faces[0]!.scores);
  const answers = answerTrials(observer, scores, world, random.split("trials"), task);
  return answers.map(({ response, rtMs, confidence, intensity }, trial) => ({
    ...common[trial]!,
    stimulus_id: shown[trial]!.id,
    response: response === null ? null : classes[response]!,
    ratings: null,
    confidence,
    intensity,
    rt_ms: roundedTime(rtMs),
    catch_class: expected[trial]!,
  }));
}
