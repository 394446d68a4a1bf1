import { type RandomStream, subset } from "@limen/random";
import { BOUNDARY_ARMS, CONTROL_ARMS, groupBy } from "@limen/tables";
import type { Cell } from "./judge-pictures.ts";
import type { Stimulus } from "./read-stimuli.ts";

/** Boundary arms first, then their controls, then whatever else there may be. */
const ORDER: readonly string[] = [...BOUNDARY_ARMS, ...CONTROL_ARMS];

/** Places of the stimuli of one arm and sampler that are judged. */
export interface Chosen extends Cell {
  readonly places: readonly number[];
}

/**
 * The stimuli of each arm and sampler, at most `most`, drawn by each cell's own stream. A real face that stands in several
 * tables counts once.
 */
export function chooseStimuli(stimuli: readonly Stimulus[], most: number, random: RandomStream): Chosen[] {
  const rank = (arm: string) => (ORDER.includes(arm) ? ORDER.indexOf(arm) : ORDER.length);
  const different = new Map(stimuli.map(({ arm, sampler, id }, place) => [`${arm} ${sampler} ${id}`, place]));
  const cells = groupBy(
    [...different.values()],
    (place) => `${stimuli[place]!.arm} ${stimuli[place]!.sampler}`,
  );
  return [...cells.values()]
    .map((own): Chosen => {
      const { arm, sampler } = stimuli[own[0]!]!;
      const stream = random.split(arm).split(sampler);
      const drawn = subset(stream, own.length, most);
      return { arm, sampler, places: drawn.map((index) => own[index]!) };
    })
    .sort((x, y) => rank(x.arm) - rank(y.arm));
}
