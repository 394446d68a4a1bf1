import { closedLoopFor, roundedTime, Steering, startAnswering } from "@limen/experiment";
import type { Row, trialsTable } from "@limen/tables";
import type { Experiment } from "./experiment.ts";
import type { Sitting } from "./sitting.ts";

export function simulateChoices(
  { task, classes, world, items, loop }: Experiment,
  { observer, planned, shown, expected, common, random }: Sitting,
): Row<typeof trialsTable>[] {
  const steering = new Steering(planned, loop && closedLoopFor(planned, loop, random.split("candidates")));
  const answerOf = startAnswering(observer, world, random.split("trials"), task);
  return planned.map(({ kind }, trial) => {
    const item = steering.show(trial);
    const { id, faces } = shown[trial] ?? items[item!]!;
    const { response, rtMs, confidence, intensity } = answerOf(faces[0]!.scores, trial);
    steering.take(response);
    return {
      ...common[trial]!,
      stimulus_id: id,
      response: response === null ? null : classes[response]!,
      ratings: null,
      confidence,
      intensity,
      rt_ms: roundedTime(rtMs),
      catch_class: expected[trial]!,
      selection: kind === "open" ? "chosen" : "random",
    };
  });
}
