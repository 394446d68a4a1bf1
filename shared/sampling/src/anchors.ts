import { invariant } from "@limen/errors";
import { type RandomStream, shuffled } from "@limen/random";
import { groupBy } from "@limen/tables";
import type { Attempt } from "./attempt.ts";
import type { NaturalFace } from "./read-natural.ts";

/** The real face that an attempt starts from; undefined for attempts that start from noise. */
export type AnchorOf = (attempt: Attempt) => NaturalFace | undefined;

/** For attempts that all start from noise. */
export const noAnchors: AnchorOf = ({ anchor }) => {
  invariant(anchor === undefined, "an attempt starts from a face, and there are none");
  return undefined;
};

/**
 * Deals the real faces of each class in an order of chance: attempt number k of any guide starts from the k-th, so that
 * guides and budgets compare on the same faces.
 */
export function dealAnchors(natural: readonly NaturalFace[], random: RandomStream): AnchorOf {
  const faces = new Map(
    [...groupBy(natural, ({ majority }) => majority)].map(([index, own]) => [
      index,
      shuffled(random.split(index), own),
    ]),
  );
  return ({ anchor }) => {
    if (anchor === undefined) return undefined;
    const own = faces.get(anchor.index);
    invariant(own, `an attempt starts from a class without faces (${anchor.index})`);
    return own[anchor.rank % own.length]!;
  };
}
