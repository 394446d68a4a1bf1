import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { nullCondition } from "../denoiser.ts";
import { EvaluationLedger } from "../ledger.ts";
import { noiseSource } from "../noise.ts";
import { startOf } from "../samplers.ts";
import { ddpmSigmas } from "../schedule.ts";
import { type SolverOptions, solve } from "../solve.ts";
import { gaussianPrior, images, linearGuide } from "../test-nets.ts";
import { cleanGradientGuidance, lossGradientGuidance } from "./loss-gradient.ts";

const SIZE = 8;
const CLASSES = 4;
const IMAGES = 6;
const guide = linearGuide("linear", SIZE, CLASSES);

/** Guidance towards the boundary of the first two classes; what was wanted must be disposed. */
function shared() {
  const target = tf.tensor2d(
    Array.from({ length: IMAGES }, () => [0.5, 0.5, 0, 0]),
    [IMAGES, CLASSES],
  );
  return {
    prior: gaussianPrior,
    condition: nullCondition(IMAGES, CLASSES),
    wanted: [{ guide, target }],
    ledger: new EvaluationLedger(IMAGES),
  };
}

/** Mean of min(p_a, p_b) over the samples. */
function onBoundary(options: Omit<SolverOptions, "sigmas" | "eta">, guidance: Parameters<typeof solve>[0]) {
  const sigmas = ddpmSigmas(25);
  const noise = noiseSource(
    Array.from({ length: IMAGES }, (_, index) => RandomStream.fromSeed("gradient").split(index)),
    SIZE,
  );
  const start = startOf(noise, sigmas);
  const x = solve(guidance, start, noise, { sigmas, eta: 1, ...options });
  const answers = guide.logProbabilities(x);
  tf.dispose([start, x]);
  return answers.reduce((sum, logs) => sum + Math.exp(Math.min(logs[0]!, logs[1]!)), 0) / IMAGES;
}

test("DPS, MPGD and DSG come nearer to the boundary than no guidance, and leave no tensor", () => {
  const before = tf.memory().numTensors;
  const setup = shared();
  const free = onBoundary({}, lossGradientGuidance({ ...setup, wanted: [], gradient: "unit" }));
  const dps = onBoundary(
    { pushLength: ({ sigma, next }) => 3 * Math.sqrt((1 + sigma ** 2) * (1 + next ** 2)) },
    lossGradientGuidance({ ...setup, gradient: "root" }),
  );
  const mpgd = onBoundary({}, cleanGradientGuidance({ ...setup, scale: 3 }));
  const dsg = onBoundary({ turn: 0.2 }, lossGradientGuidance({ ...setup, gradient: "unit" }));
  expect(free).toBeLessThan(0.25);
  for (const guided of [dps, mpgd, dsg]) expect(guided).toBeGreaterThan(free + 0.1);
  tf.dispose([setup.condition, setup.wanted[0]!.target]);
  expect(tf.memory().numTensors).toBe(before);
});

test("MPGD differentiates the guide alone, and its first step is down the distance", () => {
  const setup = shared();
  const x = images("start", IMAGES, SIZE);
  const { clean } = cleanGradientGuidance({ ...setup, scale: 0.05 })(x, 1);
  const plain = gaussianPrior.denoise(x, 1, setup.condition);
  expect(setup.ledger.of(0)).toMatchObject({ priorForward: 1, priorBackward: 0, guideBackward: 1 });
  const gap = (at: tf.Tensor4D) =>
    guide.logProbabilities(at).map((logs) => -Math.log(4) / 2 - (logs[0]! + logs[1]!) / 2);
  const [moved, stayed] = [gap(clean), gap(plain)];
  for (const [image, value] of moved.entries()) expect(value).toBeLessThan(stayed[image]!);
  tf.dispose([x, clean, plain, setup.condition, setup.wanted[0]!.target]);
});

test("turned noise keeps its length, and a whole turn points against the push", () => {
  const setup = shared();
  const lengths: number[] = [];
  const push = tf.tidy(() => {
    const direction = images("push", IMAGES, SIZE);
    return direction.div(direction.square().sum([1, 2, 3], true).sqrt()) as tf.Tensor4D;
  });
  const noise = noiseSource([RandomStream.fromSeed("one")], SIZE);
  for (const turn of [0.3, 0.999]) {
    const x = tf.zeros([1, SIZE, SIZE, 1]) as tf.Tensor4D;
    const one = tf.tidy(() => push.slice([0, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D);
    const result = solve((at) => ({ clean: at.clone(), push: one.clone() }), x, noise, {
      sigmas: [2, 1, 0],
      eta: 1,
      turn,
      onStep: ({ index, clean }) => {
        if (index === 1) lengths.push(tf.tidy(() => clean.norm().dataSync()[0]!));
      },
    });
    tf.dispose([x, one, result]);
  }
  const up = (1 / 2) * Math.sqrt(2 ** 2 - 1);
  for (const length of lengths) expect(length).toBeCloseTo(up * SIZE, 3);
  tf.dispose([push, setup.condition, setup.wanted[0]!.target]);
});
