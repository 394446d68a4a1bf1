import { invariant } from "@limen/errors";

/** What a constraint says about one image, given the guide's log-probabilities for it. */
export interface ConstraintState {
  /** How far off it is (nats); what Gauss–Newton drives to zero. */
  readonly residual: number;
  /** Derivative of the residual by the guide's logits. */
  readonly slope: Float64Array;
  readonly met: boolean;
}

/** A scalar condition on one guide's answer. An inequality asks for nothing once it is met. */
export interface Constraint {
  /** Index into the list of guides. */
  readonly guide: number;
  readonly kind: "equality" | "inequality";
  /** Noise level below which it counts; absent: at every level. */
  readonly below?: number;
  evaluate(logProbabilities: ArrayLike<number>): ConstraintState;
}

/** log p_a − log p_b = logOdds (0: as probable as each other), within a tolerance (nats). */
export function balance(guide: number, a: number, b: number, tolerance: number, logOdds = 0): Constraint {
  invariant(a !== b, `a class has no boundary with itself (${a})`);
  return {
    guide,
    kind: "equality",
    evaluate(logs) {
      const residual = logs[a]! - logs[b]! - logOdds;
      const slope = new Float64Array(logs.length);
      slope[a] = 1;
      slope[b] = -1;
      return { residual, slope, met: Math.abs(residual) <= tolerance };
    },
  };
}

/** log Σ p over `classes` ≥ log share: the classes take nearly all there is. */
export function atLeast(guide: number, classes: readonly number[], share: number): Constraint {
  return {
    guide,
    kind: "inequality",
    evaluate(logs) {
      const probabilities = Float64Array.from(logs, Math.exp);
      const together = classes.reduce((sum, index) => sum + probabilities[index]!, 0);
      const residual = Math.min(0, Math.log(Math.max(together, Number.MIN_VALUE)) - Math.log(share));
      // d log Σ_S p / dz_c = [c ∈ S] p_c / Σ_S p − p_c
      const slope = probabilities.map((p) => -p);
      for (const index of classes)
        slope[index]! += probabilities[index]! / Math.max(together, Number.MIN_VALUE);
      return { residual, slope, met: residual === 0 };
    },
  };
}

/** Log-odds of one class against all others ≥ those of `probability`: the guide says it with that confidence. */
export function confident(guide: number, wanted: number, probability: number): Constraint {
  const needed = Math.log(probability) - Math.log1p(-probability);
  return {
    guide,
    kind: "inequality",
    evaluate(logs) {
      const p = Math.exp(logs[wanted]!);
      const others = Array.from(logs, (log, index) => (index === wanted ? 0 : Math.exp(log)));
      const rest = Math.max(
        others.reduce((sum, q) => sum + q, 0),
        Number.MIN_VALUE,
      );
      const residual = Math.min(0, logs[wanted]! - Math.log(rest) - needed);
      // d (log p − log rest) / dz: 1 for the class, −q_c / rest for the others
      const slope = Float64Array.from(others, (q, index) => (index === wanted ? 1 : -q / rest));
      return { residual, slope, met: residual === 0 || p === 1 };
    },
  };
}

/** The constraints that a step has to heed: none when all are met, else every equality and the unmet others. */
export function activeConstraints(
  constraints: readonly Constraint[],
  logProbabilities: (guide: number) => ArrayLike<number>,
): readonly ActiveConstraint[] {
  const states = constraints.map((constraint, index) => ({
    index,
    constraint,
    state: constraint.evaluate(logProbabilities(constraint.guide)),
  }));
  if (states.every(({ state }) => state.met)) return [];
  return states.filter(({ constraint, state }) => constraint.kind === "equality" || !state.met);
}

export interface ActiveConstraint {
  /** Place in the image's list of constraints. */
  readonly index: number;
  readonly constraint: Constraint;
  readonly state: ConstraintState;
}
