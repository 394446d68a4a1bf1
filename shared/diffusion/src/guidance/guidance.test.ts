import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { type ConditionalDenoiser, mixedCondition } from "../denoiser.ts";
import { EvaluationLedger } from "../ledger.ts";
import { noiseSource } from "../noise.ts";
import { startOf } from "../samplers.ts";
import { karrasSigmas } from "../schedule.ts";
import { solve } from "../solve.ts";
import { gaussianDenoiser, gaussianPrior, images, linearGuide } from "../test-nets.ts";
import { boundaryGuidance } from "./boundary.ts";
import { activeConstraints, atLeast, balance, type Constraint, confident } from "./constraints.ts";
import { gaussNewtonStep, solveLinear } from "./gauss-newton.ts";
import type { Guide } from "./guide.ts";
import { lossGradientGuidance } from "./loss-gradient.ts";
import type { Prior } from "./prior.ts";

const SIZE = 8;
const CLASSES = 4;

const logSoftmax = (logits: readonly number[]) => {
  const total = Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0));
  return logits.map((z) => z - total);
};

const kinds: readonly (readonly [string, Constraint])[] = [
  ["balance", balance(0, 1, 3, 0.1)],
  ["atLeast", atLeast(0, [0, 2], 0.9)],
  ["confident", confident(0, 2, 0.9)],
];

test.each(kinds)("%s: the slope is the derivative of the residual by the logits", (_name, constraint) => {
  const logits = [0.3, -0.5, 1.1, 0.2];
  const { slope } = constraint.evaluate(logSoftmax(logits));
  for (let i = 0; i < CLASSES; i++) {
    const at = (step: number) =>
      constraint.evaluate(logSoftmax(logits.map((z, c) => (c === i ? z + step : z)))).residual;
    expect(slope[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
  }
});

test("an image that meets its constraints has none active; else equalities stay in force", () => {
  const both = [balance(0, 0, 1, 0.1), atLeast(0, [0, 1], 0.8)];
  expect(activeConstraints(both, () => logSoftmax([5, 5, 0, 0]))).toHaveLength(0);
  // Even, but with too little probability: the balance must not be lost while that is mended.
  expect(activeConstraints(both, () => logSoftmax([1, 1, 1, 1]))).toHaveLength(2);
  expect(activeConstraints(both, () => logSoftmax([5, 2, -3, -3]))).toHaveLength(1);
});

test("one Gauss–Newton step puts linear residuals to zero, and heeds its cap", () => {
  const random = RandomStream.fromSeed("rows");
  const jacobian = [random.normals(50), random.normals(50)];
  const residuals = [1.5, -0.7];
  const step = gaussNewtonStep(jacobian, jacobian, residuals, 100);
  for (const [row, j] of jacobian.entries()) {
    const moved = j.reduce((sum, value, i) => sum + value * step[i]!, 0);
    expect(residuals[row]! + moved).toBeCloseTo(0, 2);
  }
  const short = gaussNewtonStep(jacobian, jacobian, residuals, 0.01);
  expect(Math.hypot(...short)).toBeCloseTo(0.01, 8);
  expect(
    solveLinear(
      [
        [0, 2],
        [3, 1],
      ],
      [4, 5],
    ),
  ).toEqual([1, 2]);
});

test("on a guide with linear logits the boundary is reached at one noise level", () => {
  const guide = linearGuide("linear", SIZE, CLASSES);
  const x = images("start", 3, SIZE);
  const before = tf.memory().numTensors;
  for (const pulled of [false, true]) {
    const ledger = new EvaluationLedger(3);
    const condition = mixedCondition([[0], [1], [2]], CLASSES);
    const guided = boundaryGuidance({
      prior: gaussianPrior,
      condition,
      guides: [guide],
      constraints: [0, 1, 2].map((b) => [balance(0, 3, b, 0)]),
      repeatsAt: () => 1,
      pullsAt: () => pulled,
      cap: 10,
      ledger,
    })(x, 2);
    const answers = guide.logProbabilities(guided.clean);
    for (const b of [0, 1, 2]) expect(answers[b]![3]! - answers[b]![b]!).toBeCloseTo(0, 2);
    tf.dispose([guided.clean, guided.free!, condition]);
  }
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
});

/** Counts what really runs: calls of the net, and of its gradient, times the images of each. */
function counting(name: string) {
  const counts = { forward: 0, backward: 0 };
  const count = tf.customGrad((x, save) => {
    const images = (x as tf.Tensor).shape[0]!;
    counts.forward += images;
    (save as tf.GradSaveFunc)([]);
    return {
      value: (x as tf.Tensor).clone(),
      gradFunc: (dy: tf.Tensor) => {
        counts.backward += images;
        return dy.clone();
      },
    };
  });
  return { counts, pass: (x: tf.Tensor4D) => count(x) as tf.Tensor4D, name };
}

test.each(["gauss-newton", "reference"])(
  "%s: the ledger counts exactly the evaluations that happen",
  (sampler) => {
    const prior = counting("prior");
    const nets = ["first", "second"].map((name) => {
      const counter = counting(name);
      const linear = linearGuide(name, SIZE, CLASSES);
      const { counts, pass } = counter;
      const guide: Guide = {
        ...linear,
        logits: (x) => linear.logits(pass(x)),
        logProbabilities: (x) => {
          counts.forward += x.shape[0];
          return linear.logProbabilities(x);
        },
        pull: (x, cotangents) => {
          counts.forward += x.shape[0];
          counts.backward += x.shape[0];
          return linear.pull(x, cotangents);
        },
      };
      return { counter, guide };
    });
    const ledger = new EvaluationLedger(3);
    const condition = mixedCondition([[0], [1], [2]], CLASSES);
    const denoise: ConditionalDenoiser = (x, sigma, c) => gaussianDenoiser(prior.pass(x), sigma, c);
    const shared = {
      prior: {
        denoise,
        pull: (x, sigma, c, cotangent) =>
          tf.grad((at) =>
            denoise(at as tf.Tensor4D, sigma, c)
              .mul(cotangent)
              .sum(),
          )(x) as tf.Tensor4D,
        gflopAt: () => 10,
        evaluationsPerCall: 1,
      } satisfies Prior,
      condition,
      ledger,
    };
    const guides = nets.map(({ guide }) => guide);
    const target = tf.tensor2d(new Array(3 * CLASSES).fill(1 / CLASSES), [3, CLASSES]);
    const estimator =
      sampler === "reference"
        ? lossGradientGuidance({
            ...shared,
            wanted: guides.map((guide) => ({ guide, target })),
            gradient: "unit",
          })
        : boundaryGuidance({
            ...shared,
            guides,
            // The second image has one guide, the third none: their counts differ.
            constraints: [[confident(0, 0, 0.9), confident(1, 2, 0.9)], [balance(1, 0, 1, 0.01)], []],
            repeatsAt: () => 2,
            pullsAt: (sigma) => sigma < 2.4,
            cap: 0.25,
          });
    const noise = noiseSource(
      [0, 1, 2].map((index) => RandomStream.fromSeed("noise").split(index)),
      SIZE,
    );
    const sigmas = karrasSigmas({ steps: 6 });
    const start = startOf(noise, sigmas);
    solve(estimator, start, noise, { sigmas, eta: 1, resamples: 2, pushLength: () => 0.1 }).dispose();
    tf.dispose([start, target, condition]);

    const spent = [0, 1, 2].map((image) => ledger.of(image));
    const total = (key: "priorForward" | "priorBackward" | "guideForward" | "guideBackward") =>
      spent.reduce((sum, image) => sum + image[key], 0);
    expect(total("priorForward")).toBe(prior.counts.forward);
    expect(total("priorBackward")).toBe(prior.counts.backward);
    expect(total("guideForward")).toBe(nets.reduce((sum, { counter }) => sum + counter.counts.forward, 0));
    expect(total("guideBackward")).toBe(nets.reduce((sum, { counter }) => sum + counter.counts.backward, 0));
    const { priorForward, priorBackward, guideForward, guideBackward, gflop } = spent[0]!;
    expect(gflop).toBeCloseTo(10 * priorForward + 10 * priorBackward + guideForward + guideBackward, 6);
    if (sampler === "gauss-newton") expect(spent[2]!.guideForward).toBe(0);
    else expect(spent[0]!.priorForward).toBe(12);
  },
);
