import type { Adapter, PersonTrials } from "./adapter.ts";
import { factorize, solve } from "./cholesky.ts";
import { descend } from "./descend.ts";
import { logSoftmaxRows } from "./log-softmax.ts";

/**
 * A person's criteria differ more than the person's slope: in the observer model sd(b) is about .8 nats and
 * sd(log β) .25, so a unit of slope gets (.8 / .25)² ≈ 10 times the precision of a nat of bias.
 */
const SLOPE_PRECISION = 10;
const MAX_STEPS = 25;
/** (nats) over all trials: far below what a held-out trial could show. */
const TOLERANCE = 1e-5;

/** p = softmax(z + b): the person's criteria. Parameters: b of each class (nats). */
export const biasAdapter: Adapter = {
  name: "individual_bias",
  fit: (trials, precision, start) => newton(trials, precision, false, start),
  logProbabilities: (parameters, trials) =>
    logSoftmaxRows(shifted(parameters, trials, false), trials.classes),
};

/** p = softmax((1 + d) z + b). Parameters: b of each class (nats), then d. */
export const biasSlopeAdapter: Adapter = {
  name: "individual_bias_slope",
  fit: (trials, precision, start) => newton(trials, precision, true, start),
  logProbabilities: (parameters, trials) => logSoftmaxRows(shifted(parameters, trials, true), trials.classes),
};

/**
 * Newton's method with step halving on −log posterior, which is strictly convex: one optimum, 3 to 6 steps.
 * The biases sum to zero by themselves: their sum does not change the likelihood, so the prior sets it to zero.
 */
function newton(
  trials: PersonTrials,
  precision: number,
  withSlope: boolean,
  start?: Float64Array,
): Float64Array {
  const size = trials.classes + (withSlope ? 1 : 0);
  return descend(start ? Float64Array.from(start) : new Float64Array(size), {
    trials,
    logProbabilities: (parameters) => logSoftmaxRows(shifted(parameters, trials, withSlope), trials.classes),
    penalty: (parameters) =>
      parameters.reduce(
        (sum, value, i) => sum + 0.5 * precisionOf(i, trials.classes, precision) * value ** 2,
        0,
      ),
    direction({ parameters, logP }) {
      const { gradient, hessian } = derivatives(parameters, logP, trials, precision, withSlope);
      factorize(hessian, size);
      solve(hessian, size, gradient);
      return gradient;
    },
    maxSteps: MAX_STEPS,
    tolerance: TOLERANCE,
    shortest: 1e-4,
  });
}

/** Gradient and lower triangle of the Hessian of the objective. */
function derivatives(
  parameters: Float64Array,
  logP: Float64Array,
  trials: PersonTrials,
  precision: number,
  withSlope: boolean,
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const { classes, count, response, scores } = trials;
  const size = parameters.length;
  const gradient = parameters.map((value, i) => precisionOf(i, classes, precision) * value);
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < size; i++) hessian[i * size + i] = precisionOf(i, classes, precision);
  const p = new Float64Array(classes);
  for (let t = 0; t < count; t++) {
    const start = t * classes;
    let meanScore = 0;
    let meanSquare = 0;
    for (let c = 0; c < classes; c++) {
      p[c] = Math.exp(logP[start + c]!);
      meanScore += p[c]! * scores[start + c]!;
      meanSquare += p[c]! * scores[start + c]! * scores[start + c]!;
    }
    gradient[response[t]!]! -= 1;
    for (let c = 0; c < classes; c++) {
      const share = p[c]!;
      gradient[c]! += share;
      hessian[c * size + c]! += share;
      for (let k = 0; k <= c; k++) hessian[c * size + k]! -= share * p[k]!;
      if (withSlope) hessian[classes * size + c]! += share * (scores[start + c]! - meanScore);
    }
    if (withSlope) {
      gradient[classes]! += meanScore - scores[start + response[t]!]!;
      hessian[classes * size + classes]! += meanSquare - meanScore * meanScore;
    }
  }
  return { gradient, hessian };
}

function shifted(parameters: Float64Array, trials: PersonTrials, withSlope: boolean): Float64Array {
  const { classes, scores } = trials;
  const slope = withSlope ? 1 + parameters[classes]! : 1;
  const out = new Float64Array(scores.length);
  for (let start = 0; start < out.length; start += classes) {
    for (let c = 0; c < classes; c++) out[start + c] = slope * scores[start + c]! + parameters[c]!;
  }
  return out;
}

const precisionOf = (index: number, classes: number, precision: number) =>
  index < classes ? precision : precision * SLOPE_PRECISION;
