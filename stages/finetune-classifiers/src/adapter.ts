import type { PersonTrials } from "./person-trials.ts";

/** A small model of one person on top of the frozen group model. All zeros: the group model itself. */
export interface Adapter {
  /**
   * Parameters of highest posterior density under a normal prior around the group model, one set a precision (nats⁻²:
   * one over the prior variance of a criterion). Precisions fall, so that each fit starts from the one before.
   */
  fit(trials: PersonTrials, precisions: readonly number[]): Float64Array[];
  /** (nats) log probabilities, [count × classes] */
  logProbabilities(parameters: Float64Array, trials: PersonTrials): Float64Array;
}

/** One rung of the ladder: how people may differ from the group. */
export interface Rung {
  readonly name: string;
  /** Candidates for the number of shared directions, or of clusters; rungs without any have one. */
  readonly ranks: readonly number[];
  /** (nats⁻²) candidates for the pull towards the group, strong to weak. */
  readonly precisions: readonly number[];
  /** The deviation that all people are given together before each is given their own, see `align-people.ts`. */
  readonly common: Adapter;
  /** What people have in common, learnt from their training trials: an adapter a rank. */
  learn(people: readonly PersonTrials[]): (rank: number) => Adapter;
}

/** A rung that learns nothing over people. */
export function plainRung(name: string, adapter: Adapter, precisions: readonly number[]): Rung {
  return { name, ranks: [0], precisions, common: adapter, learn: () => () => adapter };
}
