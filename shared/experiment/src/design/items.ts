import type { RandomStream } from "@limen/random";
import type { Task, TaskParams } from "../params.ts";
import { type Pairable, pairStimuli } from "./pair-stimuli.ts";

/** What one trial shows, by index: one face, or two that are compared. */
export interface Item {
  readonly id: string;
  readonly shows: readonly number[];
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

/** Its answer is beyond doubt: the expected class; of two faces, the first. */
export interface SureItem extends Item {
  readonly expected: string;
}

/** Everything that trials can show of these stimuli: each of them or, to be compared, pairs. */
export function itemsOf(
  { task, pairsPerStimulus }: Pick<TaskParams, "task" | "pairsPerStimulus">,
  stimuli: readonly (Pairable & { readonly stimulus_id: string })[],
  random: RandomStream,
): Item[] {
  const nameOf = (index: number) => stimuli[index]!.stimulus_id;
  if (task !== "comparison")
    return stimuli.map(({ stimulus_id }, index) => ({ id: stimulus_id, shows: [index], asked: null }));
  return pairStimuli(stimuli, pairsPerStimulus, random).map(({ first, second, asked }) => ({
    id: pairName(nameOf(first), nameOf(second), asked),
    shows: [first, second],
    asked,
  }));
}

/** Faces beyond doubt as trials; to be compared, each beside one of another class, where there is one. */
export function sureItemsOf(
  task: Task,
  faces: readonly { readonly id: string; readonly expected: string }[],
  random: RandomStream,
): SureItem[] {
  return faces.flatMap(({ id, expected }, index): SureItem[] => {
    if (task !== "comparison") return [{ id, shows: [index], asked: null, expected }];
    const others = [...faces.keys()].filter((other) => faces[other]!.expected !== expected);
    if (others.length === 0) return [];
    const other = others[random.split(id).integer(others.length)]!;
    const name = pairName(id, faces[other]!.id, expected);
    return [{ id: name, shows: [index, other], asked: expected, expected }];
  });
}

function pairName(first: string, second: string, asked: string): string {
  return `${first} | ${second} | ${asked}`;
}
