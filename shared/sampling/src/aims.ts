import { atLeast, balance, type Constraint, confident } from "@limen/diffusion";
import { unreachable } from "@limen/errors";
import { eachExceeds } from "@limen/tables";
import type { Attempt } from "./attempt.ts";
import type { SamplingParams } from "./params.ts";

/** What an attempt wants of its guides, for either kind of guidance and for the filter. */
export interface Aim {
  /** For Gauss–Newton; guides counted within the attempt. */
  readonly constraints: readonly Constraint[];
  /** For guidance by gradient: the answer wanted of each guide. */
  readonly targets: readonly Float32Array[];
  /** For the filter: the guides' final answers, in order. */
  readonly met: (answers: readonly ArrayLike<number>[]) => boolean;
}

/** The arms' definitions. */
export function aimOf(attempt: Attempt, classes: number, params: SamplingParams): Aim {
  const { shares, shown, guides, aim = params.aimControversial } = attempt;
  const aimed = attempt.like ?? attempt.arm;
  switch (aimed) {
    case "uncertainty":
    case "consensus":
    case "anchored":
    case "off-manifold":
      return {
        constraints: guides.flatMap((_, guide) => torn(guide, shares, params)),
        targets: guides.map(() => distributionOf(classes, shares)),
        met: (answers) => answers.every((p) => eachExceeds(p, shares, params.acceptUncertainty)),
      };
    case "controversial": {
      const says = guides.map((_, place) => shares[Math.min(place, shares.length - 1)]!.index);
      return {
        constraints: says.map((index, guide) => confident(guide, index, aim)),
        targets: says.map((index) => distributionOf(classes, [{ index, share: 1 }])),
        met: (answers) => says.every((index, guide) => answers[guide]![index]! > params.acceptControversial),
      };
    }
    case "confident":
      return {
        constraints: [confident(0, shown!, params.aimConfident)],
        targets: [distributionOf(classes, [{ index: shown!, share: 1 }])],
        met: ([p]) => p![shown!]! > params.acceptConfident,
      };
    case "unguided":
      return { constraints: [], targets: [], met: () => true };
    default:
      return unreachable(aimed);
  }
}

/** A net that gives the classes their shares, and nearly nothing to others. */
function torn(guide: number, shares: Attempt["shares"], { tolerance, floor }: SamplingParams): Constraint[] {
  const listed = shares.map(({ index }) => index);
  return [
    ...neighbours(shares).map(([a, b]) =>
      balance(guide, a.index, b.index, tolerance, Math.log(a.share / b.share)),
    ),
    atLeast(guide, listed, floor),
  ];
}

function neighbours<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, place) => [items[place]!, item]);
}

function distributionOf(classes: number, shares: Attempt["shares"]): Float32Array {
  const target = new Float32Array(classes);
  for (const { index, share } of shares) target[index] = share;
  return target;
}
