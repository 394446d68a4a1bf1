import { softmax } from "@limen/stats";
import type { Person } from "./person.ts";

/** The point between two classes at which two people answer as differently as they can. */
export interface Split {
  /** (nats) log-odds of the first class against the second, of the group model, at that point. */
  readonly groupLogOdds: number;
  /**
   * (nats) log-odds of each person's own class there, the same for both; negative: they can only be made to answer the
   * other way round.
   */
  readonly logOdds: number;
}

/**
 * Where the first person is to choose class a and the second class b. Between two classes, a person's log-odds are
 * slope · z + d, with z the group model's and d the difference of the two criteria: a line each. What one can be brought to
 * say, the other can only be brought not to say up to where the lines are as far above zero as below it. So the direction is
 * given by the people: with their classes swapped, the same pair has the negative of it.
 */
export function splitPeople(first: Person, second: Person, a: number, b: number): Split {
  const [d, e] = [first, second].map(({ bias }) => bias[a]! - bias[b]!) as [number, number];
  const slopes = first.slope + second.slope;
  return {
    groupLogOdds: -(d + e) / slopes,
    logOdds: (second.slope * d - first.slope * e) / slopes,
  };
}

/** As a probability of the class against the other one. */
export function reachOf({ logOdds }: Split): number {
  return softmax([logOdds, 0])[0]!;
}
