import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import {
  crossEntropy,
  digamma,
  dirichletEntropy,
  dirichletEntropyMean,
  entropyBits,
  logSumExp,
  softmax,
  spearmanBrown,
} from "./index.ts";

const random = RandomStream.fromSeed(5);

test("digamma agrees with SciPy", () => {
  // scipy.special.digamma
  const known: [number, number][] = [
    [0.1, -10.423754940411076],
    [1 / 7, -7.363980242224343],
    [1, -0.5772156649015329],
    [2.5, 0.7031566406452432],
    [30.25, 3.392876200343285],
    [1000, 6.907255195648812],
  ];
  for (const [at, value] of known) expect(digamma(at)).toBeCloseTo(value, 11);
});

test("softmax and log-sum-exp agree with SciPy and bear large scores", () => {
  expect(logSumExp([1000, 1001, 999.5])).toBeCloseTo(1001.4643687841079, 10);
  expect([...softmax([1, 2, 0.5])]).toEqual(
    [0.2312239, 0.62853172, 0.14024438].map((p) => expect.closeTo(p, 7)),
  );
  expect(softmax([1, 2, 0.5], 2)[1]).toBeCloseTo(0.48102426, 7);
  expect(softmax([-2000, 0])[0]).toBe(0);
});

test("entropy in bits of shares and of counts; cross-entropy in nats, always finite", () => {
  expect(entropyBits([0.5, 0.3, 0.2])).toBeCloseTo(1.4854752972273346, 13);
  expect(entropyBits([5, 3, 2])).toBeCloseTo(1.4854752972273346, 13);
  expect(entropyBits([0, 4])).toBe(0);
  expect(crossEntropy([0.5, 0.3, 0.2], [0.6, 0.3, 0.1])).toBeCloseTo(1.0771216717795853, 13);
  expect(crossEntropy([1, 0], [0, 1])).toBeLessThan(28);
});

test("posterior mean of the entropy agrees with the formula in SciPy", () => {
  expect(dirichletEntropyMean([7, 2, 1, 0, 0, 0, 0], 1 / 7)).toBeCloseTo(1.2939903014764302, 11);
  expect(dirichletEntropyMean([20, 0, 0, 0, 0, 0, 0], 1 / 7)).toBeCloseTo(0.2583900919619827, 11);
  expect(dirichletEntropyMean([5, 5, 5, 5], 0.5)).toBeCloseTo(1.9053475105372553, 11);
});

test("the interval agrees with two million NumPy draws and ignores the order of the classes", () => {
  const interval = dirichletEntropy([7, 2, 1, 0, 0, 0, 0], 1 / 7, { random, draws: 20_000 });
  expect(interval.low).toBeCloseTo(0.635, 1);
  expect(interval.high).toBeCloseTo(1.9129, 1);
  const other = dirichletEntropy([0, 2, 0, 7, 0, 0, 1], 1 / 7, { random, draws: 20_000 });
  expect([other.low, other.high]).toEqual([interval.low, interval.high]);
});

test("the posterior mean is less biased than the plug-in on few answers", () => {
  // 0.6/0.3/0.1 over seven classes, ten answers: true entropy 1.295 bits.
  const truth = [0.6, 0.3, 0.1, 0, 0, 0, 0];
  const stream = random.split("bias");
  let posterior = 0;
  let plugin = 0;
  for (let set = 0; set < 500; set++) {
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let k = 0; k < 10; k++) {
      const u = stream.uniform();
      counts[u < 0.6 ? 0 : u < 0.9 ? 1 : 2]!++;
    }
    posterior += dirichletEntropyMean(counts, 1 / 7) / 500;
    plugin += entropyBits(counts) / 500;
  }
  expect(Math.abs(posterior - entropyBits(truth))).toBeLessThan(Math.abs(plugin - entropyBits(truth)));
});

test("Spearman–Brown steps up and has null where the formula has no value", () => {
  expect(spearmanBrown(0.5)).toBeCloseTo(2 / 3, 14);
  expect(spearmanBrown(0.5, 3)).toBeCloseTo(0.75, 14);
  expect(spearmanBrown(1)).toBe(1);
  expect(spearmanBrown(-1)).toBeNull();
  expect(spearmanBrown(null)).toBeNull();
});
