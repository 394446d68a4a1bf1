/** Where a fit stands: its parameters, what they predict, and the loss of that. */
export interface FitState {
  readonly parameters: Float64Array;
  /** Log-probabilities of all trials, a row of classes each. */
  readonly logP: Float64Array;
  readonly loss: number;
}

/**
 * Steps against `direction`, halving the step until the loss falls; undefined when no step longer than `shortest`
 * times the direction lowers it.
 */
export function halveStep(
  from: FitState,
  direction: Float64Array,
  shortest: number,
  stateAt: (parameters: Float64Array) => FitState,
): FitState | undefined {
  for (let scale = 1; scale > shortest; scale /= 2) {
    const next = stateAt(from.parameters.map((value, i) => value - scale * direction[i]!));
    if (next.loss < from.loss) return next;
  }
  return undefined;
}
