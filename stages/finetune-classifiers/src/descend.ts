import type { PersonTrials } from "./adapter.ts";

/** Where a fit stands: its parameters, what they predict, and the loss of that. */
export interface FitState {
  readonly parameters: Float64Array;
  /** Log-probabilities of all trials, a row of classes each. */
  readonly logP: Float64Array;
  readonly loss: number;
}

/** A person's −log posterior, and how to walk down it. */
export interface Descent {
  readonly trials: PersonTrials;
  logProbabilities(parameters: Float64Array): Float64Array;
  /** −log prior (nats), up to a constant. */
  penalty(parameters: Float64Array): number;
  /** The step that is subtracted; `first` is where the fit started. */
  direction(state: FitState, first: FitState): Float64Array;
  readonly maxSteps: number;
  /** (nats) over all trials: a step that gains less is the last. */
  readonly tolerance: number;
  /** The step is halved until the loss falls, at most to this share of the direction. */
  readonly shortest: number;
}

/** Parameters of least loss from `start` on. */
export function descend(start: Float64Array, descent: Descent): Float64Array {
  const { maxSteps, tolerance } = descent;
  const first = stateAt(start, descent);
  let state = first;
  for (let step = 0; step < maxSteps; step++) {
    const next = halveStep(state, descent.direction(state, first), descent);
    if (next === undefined) break;
    const gain = state.loss - next.loss;
    state = next;
    if (gain < tolerance) break;
  }
  return state.parameters;
}

function stateAt(parameters: Float64Array, descent: Descent): FitState {
  const { classes, count, response } = descent.trials;
  const logP = descent.logProbabilities(parameters);
  let loss = descent.penalty(parameters);
  for (let t = 0; t < count; t++) loss -= logP[t * classes + response[t]!]!;
  return { parameters, logP, loss };
}

function halveStep(from: FitState, direction: Float64Array, descent: Descent): FitState | undefined {
  for (let scale = 1; scale > descent.shortest; scale /= 2) {
    const parameters = from.parameters.map((value, i) => value - scale * direction[i]!);
    const next = stateAt(parameters, descent);
    if (next.loss < from.loss) return next;
  }
  return undefined;
}
