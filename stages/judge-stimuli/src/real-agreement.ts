import { eachExceeds, groupBy, heldOutAgrees, isBoundaryArm } from "@limen/tables";
import type { Nets } from "./load-nets.ts";
import { answersOf } from "./pass-pictures.ts";
import type { Pictures } from "./pictures.ts";
import type { Stimulus } from "./read-stimuli.ts";

/**
 * A real face counts as torn where every guide gives each of two even classes more than this: a little less than samples
 * must have, since at .4 real faces lie between two or three choices of classes only (docs/log.md).
 */
const TORN = 0.35;

/** Stimuli between the same classes, in the same shares, and real faces between them too. */
export interface Choice {
  /** Places of its stimuli. */
  readonly places: readonly number[];
  /**
   * Whether the held-out net agrees, for every real face by which guides of these stimuli are as torn (again for each
   * choice of guides).
   */
  readonly real: readonly boolean[];
}

/**
 * What `held_out_agrees` can be expected to reach. Nets agree far more often between some classes than between others, and
 * most torn real faces lie between the former: so each choice of classes is told apart. None for controls and for guides
 * that are to disagree.
 */
export type RealAgreement = (stimuli: readonly Stimulus[]) => readonly Choice[];

export function realAgreement(faces: Pictures, { guides, heldOut }: Nets): RealAgreement {
  const answers = new Map([...guides].map(([name, net]) => [name, answersOf(net, faces)]));
  const judged = answersOf(heldOut, faces);
  return (stimuli) => {
    const torn = [...stimuli.entries()].filter(([, { arm, apart }]) => isBoundaryArm(arm) && !apart);
    return [...groupBy(torn, ([, { shares }]) => JSON.stringify(shares)).values()].map((own) => {
      const { shares } = own[0]![1];
      const guidesOf = new Map(own.map(([, stimulus]) => [stimulus.guides.join(), stimulus.guides]));
      const real = [...guidesOf.values()].flatMap((names) => {
        const asked = names.map((name) => answers.get(name)!);
        return judged
          .filter((_, face) => asked.every((of) => eachExceeds(of[face]!, shares, TORN)))
          .map((answer) => heldOutAgrees(answer, shares));
      });
      return { places: own.map(([place]) => place), real };
    });
  };
}
