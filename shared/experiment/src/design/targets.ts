import type { Place, Problem } from "@limen/errors";
import type { RandomStream } from "@limen/random";
import { groupBy, type Row, type targetsTable } from "@limen/tables";
import type { OrderParams, TaskParams } from "../params.ts";
import { orderTrials, type PlannedTrial } from "./plan-trials.ts";

export type Target = Pick<Row<typeof targetsTable>, "participant_id" | "stimulus_id">;

/** Places of the stimuli that are meant for a person, by their name in the round before. */
export type Targets = ReadonlyMap<string, readonly number[]>;

/** Each stimulus once a person. To be asked only of targets without problems. */
export function placesByPerson(targets: readonly Target[], stimuli: readonly string[]): Targets {
  const places = new Map(stimuli.map((id, place) => [id, place]));
  return new Map(
    [...groupBy(targets, (target) => target.participant_id)].map(([person, own]) => [
      person,
      [...new Set(own.map((target) => places.get(target.stimulus_id)!))],
    ]),
  );
}

/** A table that names nothing, or stimuli that are not there. */
export function targetProblems(
  targets: readonly Target[],
  stimuli: readonly string[],
  place: Place,
): Problem[] {
  if (targets.length === 0) {
    const message = "the targets table is empty: nobody is to see anything";
    return [{ message, place, hint: "make stimuli for pairs of people" }];
  }
  const known = new Set(stimuli);
  const strangers = new Set(targets.map((target) => target.stimulus_id).filter((id) => !known.has(id)));
  return [...strangers].map((id) => ({
    message: `no stimulus "${id}" among the stimuli given`,
    place,
    hint: "give the stimuli and targets of one node",
  }));
}

/** Designs that choose what is shown in another way. */
export function untargetable({
  task,
  closedLoop,
}: Pick<TaskParams, "task"> & Pick<OrderParams, "closedLoop">): Problem[] {
  const problem = (field: string, message: string, hint: string): Problem => ({
    message: `stimuli meant for somebody are ${message}`,
    place: { field },
    hint: `${hint}, or leave the targets out`,
  });
  return [
    ...(closedLoop === undefined
      ? []
      : [problem("closedLoop", "not chosen by a closed loop", "leave closedLoop out")]),
    ...(task === "comparison" ? [problem("task", "chosen or rated, not compared", "set task: choice")] : []),
  ];
}

/** A person's trials: what is meant for them, each once, and catch trials as a share of all, in an order that depends on the stream only. */
export function orderTargeted(
  meant: readonly number[],
  { catchFaces, catchShare }: { readonly catchFaces: number; readonly catchShare: number },
  stream: RandomStream,
): PlannedTrial[] {
  const share = catchFaces > 0 ? catchShare : 0;
  const catches = Math.ceil((meant.length * share) / (1 - share));
  const size = { core: 0, repeats: 0, own: meant.length, catches };
  return orderTrials({ core: [], own: meant }, size, catchFaces, stream);
}
