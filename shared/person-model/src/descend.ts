/** The objective and its gradient at some parameters. */
export interface Evaluation {
  readonly parameters: Float64Array;
  /** (nats) −log posterior, up to a constant. */
  readonly loss: number;
  readonly gradient: Float64Array;
}

export interface Descent<E extends Evaluation> {
  evaluate(parameters: Float64Array): E;
  /** The step that is subtracted. */
  direction(at: E): Float64Array;
  readonly maxSteps: number;
  /** (nats) over all trials: a step that gains less is the last. */
  readonly tolerance: number;
}

/** The step is halved until the loss falls, at most to this share of the direction. */
const SHORTEST = 1e-3;

/** The least loss from `start` on, and where it is. */
export function descend<E extends Evaluation>(start: Float64Array, descent: Descent<E>): E {
  let state = descent.evaluate(start);
  for (let step = 0; step < descent.maxSteps; step++) {
    const next = halveStep(state, descent);
    if (next === undefined) break;
    const gain = state.loss - next.loss;
    state = next;
    if (gain < descent.tolerance) break;
  }
  return state;
}

function halveStep<E extends Evaluation>(from: E, descent: Descent<E>): E | undefined {
  const direction = descent.direction(from);
  for (let scale = 1; scale > SHORTEST; scale /= 2) {
    const next = descent.evaluate(from.parameters.map((value, i) => value - scale * direction[i]!));
    if (next.loss < from.loss) return next;
  }
  return undefined;
}
