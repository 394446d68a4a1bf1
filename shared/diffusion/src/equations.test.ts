import { tf } from "@limen/engine/tf";
import { expect, test } from "vitest";
import { edmScalings, type LossWeighting, lossWeights, SIGMA_DATA } from "./precondition.ts";
import { ddpmSigmas, karrasSigmas } from "./schedule.ts";
import { publishedTravel } from "./solve.ts";

const levels = [0.002, 0.05, 0.5, 2, 80];
const SIGNIFICANT = 5;

function scalingsAt(sigma: number) {
  return tf.tidy(() => {
    const scalings = edmScalings(tf.tensor1d([sigma]));
    const [skip, out, scale] = [scalings.skip, scalings.out, scalings.in].map((one) => one.dataSync()[0]!);
    return { skip: skip!, out: out!, scale: scale! };
  });
}

function lossWeight(sigma: number, weighting: LossWeighting): number {
  return tf.tidy(() => lossWeights(tf.tensor1d([sigma]), weighting).dataSync()[0]!);
}

test("the net's input and its target have unit variance at every noise level", () => {
  for (const sigma of levels) {
    const { skip, out, scale } = scalingsAt(sigma);
    expect(scale ** 2 * (SIGMA_DATA ** 2 + sigma ** 2)).toBeCloseTo(1, SIGNIFICANT);
    // Target (clean − skip · noisy) / out: variance of (1 − skip)·clean and skip·noise together.
    const variance = (1 - skip) ** 2 * SIGMA_DATA ** 2 + skip ** 2 * sigma ** 2;
    // At the lowest level float32 keeps two digits of 1 − skip, which no longer counts beside skip · noise.
    expect(variance / out ** 2).toBeCloseTo(1, SIGNIFICANT);
  }
});

test("the loss weights cancel the output scaling, and min-SNR stops growing at low noise", () => {
  for (const sigma of levels)
    expect(lossWeight(sigma, "edm") * scalingsAt(sigma).out ** 2).toBeCloseTo(1, SIGNIFICANT);
  expect(lossWeight(0.01, "min-snr")).toBe(lossWeight(0.05, "min-snr"));
  expect(lossWeight(2, "min-snr")).toBeLessThan(lossWeight(0.5, "min-snr"));
});

test("schedules fall to zero between their ends", () => {
  const karras = karrasSigmas({ steps: 12 });
  expect(karras).toHaveLength(13);
  expect(karras[0]).toBeCloseTo(20, 10);
  expect(karras[11]).toBeCloseTo(0.02, 10);
  for (const sigmas of [karras, ddpmSigmas(50)]) {
    expect(sigmas.at(-1)).toBe(0);
    expect(sigmas.every((sigma, i) => i === 0 || sigma < sigmas[i - 1]!)).toBe(true);
  }
  expect(ddpmSigmas(50)).toHaveLength(51);
  // Numbers that do not divide 1,000 reach as far: pure noise is where walks begin.
  for (const steps of [300, 501, 700]) expect(ddpmSigmas(steps)[0]).toBeGreaterThan(100);
  expect(ddpmSigmas(501)).toHaveLength(502);
  expect(ddpmSigmas(50).at(-2)).toBeCloseTo(0.01, 4);
});

test("time travel as published has √β of the noise that the forward process has", () => {
  const [next, sigma] = [0.5, 0.6];
  // In the variance-preserving form β = 1 − ᾱ/ᾱ′ with ᾱ = 1/(1 + σ²).
  const beta = 1 - (1 + next ** 2) / (1 + sigma ** 2);
  expect(publishedTravel(sigma, next)).toBeCloseTo(Math.sqrt(beta), 10);
});
