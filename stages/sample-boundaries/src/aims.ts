import { atLeast, balance, type Constraint, confident } from "@limen/diffusion";
import { unreachable } from "@limen/errors";
import type { Params } from "./params.ts";
import type { Attempt } from "./plan-attempts.ts";

/** What an attempt wants of its guides, for either kind of guidance and for the filter. */
export interface Aim {
  /** For Gauss–Newton; guides counted within the attempt. */
  readonly constraints: readonly Constraint[];
  /** For the reference loop: the answer wanted of each guide. */
  readonly targets: readonly Float32Array[];
  /** For the filter: the guides' final answers, in order. */
  readonly met: (answers: readonly ArrayLike<number>[]) => boolean;
}

/** The arms' definitions. */
export function aimOf({ arm, a, b, shown = a }: Attempt, classes: number, params: Params): Aim {
  switch (arm) {
    case "uncertainty":
      return {
        constraints: [balance(0, a, b, params.tolerance), atLeast(0, [a, b], params.floor)],
        targets: [shares(classes, a, b)],
        met: ([p]) => Math.min(p![a]!, p![b]!) > params.acceptUncertainty,
      };
    case "controversial":
      return {
        constraints: [confident(0, a, params.aimControversial), confident(1, b, params.aimControversial)],
        targets: [shares(classes, a), shares(classes, b)],
        met: ([first, second]) => Math.min(first![a]!, second![b]!) > params.acceptControversial,
      };
    case "confident":
      return {
        constraints: [confident(0, shown, params.aimConfident)],
        targets: [shares(classes, shown)],
        met: ([p]) => p![shown]! > params.acceptConfident,
      };
    case "unguided":
      return { constraints: [], targets: [], met: () => true };
    default:
      return unreachable(arm);
  }
}

/** A distribution that is even over those classes. */
function shares(classes: number, ...wanted: readonly number[]): Float32Array {
  const target = new Float32Array(classes);
  for (const index of wanted) target[index] = 1 / wanted.length;
  return target;
}
