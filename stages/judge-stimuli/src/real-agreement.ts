import { eachExceeds, groupBy, heldOutAgrees, isBoundaryArm } from "@limen/tables";
import type { Nets } from "./load-nets.ts";
import { answersOf } from "./pass-pictures.ts";
import type { Pictures } from "./pictures.ts";
import type { Stimulus } from "./read-stimuli.ts";

/** A real face counts as torn where every guide gives each of two even classes more than this: the sampler's own default. */
const TORN = 0.4;

/**
 * How often the held-out net agrees on real faces by which guides are as torn: what the arm's `held_out_agrees` can be
 * expected to reach. One entry for every real face, choice of guides and choice of classes of the stimuli that fit; none for
 * controls and for guides that are to disagree.
 */
export type RealAgreement = (stimuli: readonly Stimulus[]) => readonly boolean[];

/** `heldOut`: the held-out net's answers to these faces. */
export function realAgreement(
  faces: Pictures,
  heldOut: readonly ArrayLike<number>[],
  { guides }: Nets,
): RealAgreement {
  const answers = new Map([...guides].map(([name, net]) => [name, answersOf(net, faces)]));
  return (stimuli) => {
    const torn = stimuli.filter(({ arm, apart }) => isBoundaryArm(arm) && !apart);
    const choices = groupBy(torn, ({ shares, guides: own }) => JSON.stringify([own, shares]));
    return [...choices.values()].flatMap(([one]) => {
      const own = one!.guides.map((name) => answers.get(name)!);
      return heldOut
        .filter((_, face) => own.every((of) => eachExceeds(of[face]!, one!.shares, TORN)))
        .map((answer) => heldOutAgrees(answer, one!.shares));
    });
  };
}
