import {
  type Answer,
  answerTrials,
  blockOf,
  type CatchFace,
  drawObserver,
  type Observer,
  type PlannedTrial,
  type Showable,
  type World,
} from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import type { participantsTable, Row, trialsTable } from "@limen/tables";

export interface Experiment {
  readonly classes: readonly string[];
  readonly stimuli: readonly Showable[];
  readonly catchFaces: readonly CatchFace[];
  /** One list of trials a participant. */
  readonly plan: readonly (readonly PlannedTrial[])[];
  readonly blocks: number;
  readonly world: World;
}

export interface SimulatedPerson {
  readonly participant: Row<typeof participantsTable>;
  readonly trials: readonly Row<typeof trialsTable>[];
}

/** Person i of the experiment, from the stream of that person only. */
export function simulatePerson(experiment: Experiment, index: number, random: RandomStream): SimulatedPerson {
  const stream = random.split("participant").split(index);
  const { classes, world, blocks } = experiment;
  const planned = experiment.plan[index]!;
  const observer = drawObserver(stream, world, classes.length);
  const shown = planned.map(
    (trial) => (trial.kind === "catch" ? experiment.catchFaces : experiment.stimuli)[trial.index]!,
  );
  const answers = answerTrials(
    observer,
    shown.map((picture) => picture.scores),
    world,
    stream.split("trials"),
  );
  const id = `simulated-${String(index + 1).padStart(4, "0")}`;
  const trials = planned.map((trial, position) => ({
    participant_id: id,
    trial: position,
    block: blockOf(position, planned.length, blocks),
    stimulus_id: shown[position]!.id,
    ...answerCells(answers[position]!, classes),
    catch_class: trial.kind === "catch" ? experiment.catchFaces[trial.index]!.expected : null,
    is_repeat: trial.isRepeat,
    source: "simulated",
  }));
  return { participant: participantRow(id, observer, world), trials };
}

function answerCells(
  answer: Answer,
  classes: readonly string[],
): { response: string | null; rt_ms: number | null } {
  // A tenth of a millisecond is far finer than any keyboard.
  const rt = answer.rtMs === null ? null : Math.round(answer.rtMs * 10) / 10;
  return { response: answer.response === null ? null : classes[answer.response]!, rt_ms: rt };
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
  };
}
