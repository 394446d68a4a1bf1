import { blockOf, drawObserver, type Observer, type World } from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import type { comparisonsTable, participantsTable, Row, trialsTable } from "@limen/tables";
import type { Experiment } from "./experiment.ts";
import { simulateChoices } from "./simulate-choices.ts";
import { simulateComparisons } from "./simulate-comparisons.ts";
import { simulateRatings } from "./simulate-ratings.ts";
import type { Sitting } from "./sitting.ts";

export interface SimulatedPerson {
  readonly participant: Row<typeof participantsTable>;
  readonly trials: readonly Row<typeof trialsTable>[];
  readonly comparisons: readonly Row<typeof comparisonsTable>[];
}

/** Person i of the experiment, drawn or known, from the stream of that person only. */
export function simulatePerson(experiment: Experiment, index: number, random: RandomStream): SimulatedPerson {
  const { classes, world, blocks, items, catches, people } = experiment;
  const known = people?.[index];
  const stream = random.split("participant").split(known?.row.participant_id ?? index);
  const planned = experiment.plan[index]!();
  const observer = known?.observer ?? drawObserver(stream, world, classes.length);
  const id = known?.row.participant_id ?? `simulated-${String(index + 1).padStart(4, "0")}`;
  const sitting: Sitting = {
    observer,
    planned,
    shown: planned.map(({ kind, index: place }) =>
      kind === "open" ? null : (kind === "catch" ? catches : items)[place]!,
    ),
    expected: planned.map(({ kind, index: place }) => (kind === "catch" ? catches[place]!.expected : null)),
    common: planned.map(({ isRepeat }, trial) => ({
      participant_id: id,
      trial,
      block: blockOf(trial, planned.length, blocks),
      is_repeat: isRepeat,
      source: "simulated",
    })),
    random: stream,
  };
  const participant = known?.row ?? participantRow(id, observer, world);
  switch (experiment.task.task) {
    case "choice":
      return { participant, trials: simulateChoices(experiment, sitting), comparisons: [] };
    case "rating":
      return { participant, trials: simulateRatings(experiment, sitting), comparisons: [] };
    case "comparison":
      return { participant, trials: [], comparisons: simulateComparisons(experiment, sitting) };
  }
}

function participantRow(id: string, observer: Observer, world: World): Row<typeof participantsTable> {
  return {
    participant_id: id,
    source: "simulated",
    world: world.name,
    careless: observer.careless !== null,
    cluster: observer.cluster,
    bias: Float32Array.from(observer.bias),
    sensitivity: observer.sensitivity,
    lapse: observer.lapse,
    mixing: Float32Array.from(observer.mixing),
    base_rt_ms: observer.baseRtMs,
    habit: observer.careless,
    key: observer.careless === "one-key" ? observer.key : null,
  };
}
