import { RandomStream } from "@limen/random";
import { Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import { centredInterval, ratioOf, shareOf } from "./estimate.ts";
import { fineOctave } from "./fine-octave.ts";
import { frechetDistance as distanceOf, fitGaussian, mapItems } from "./frechet-distance.ts";
import { cubicKernel, kernelDistance, meanOfPairs } from "./kernel-distance.ts";
import { ballRadii, ballsAround, coverage, recall } from "./neighbours.ts";
import { squaredDistance, table, type Vectors } from "./vectors.ts";
import { vendiScore } from "./vendi-score.ts";

const RANDOM = RandomStream.fromSeed("metrics");

/** Normal draws with these means and standard deviations, one a dimension. */
function normals(label: string, count: number, means: readonly number[], deviations: readonly number[]) {
  const stream = RANDOM.split(label);
  return Array.from({ length: count }, () =>
    Float64Array.from(means, (mean, d) => mean + deviations[d]! * stream.normal()),
  );
}

/** The sample moved and turned so that its mean is 0 and its covariance the unit matrix, exactly. */
function whitened(sample: Vectors): Float64Array[] {
  const { mean, root } = fitGaussian(sample);
  const rows = new Matrix(sample).subRowVector([...mean]).mmul(inverseOf(root));
  return rows.to2DArray().map((row) => Float64Array.from(row));
}

function inverseOf(matrix: Matrix): Matrix {
  const [a, b, c, d] = [matrix.get(0, 0), matrix.get(0, 1), matrix.get(1, 0), matrix.get(1, 1)];
  return new Matrix([
    [d, -b],
    [-c, a],
  ]).div(a * d - b * c);
}

const moved = (sample: Vectors, change: (x: Float64Array) => number[]) =>
  sample.map((x) => Float64Array.from(change(x)));

function frechet(sample: Vectors, reference: Vectors): number | null {
  const gaussian = fitGaussian(reference);
  return distanceOf(mapItems(sample, gaussian), gaussian);
}

test("Fréchet distance of two Gaussians is the closed form, also for covariances that do not commute", () => {
  const first = whitened(normals("first", 60, [0, 0], [1, 1]));
  const second = whitened(normals("second", 40, [0, 0], [1, 1]));
  // Diagonal: |μ|² + Σ (σ₁ − σ₂)² = 9 + 16 + (2 − 1)² + (3 − 5)².
  const a = moved(first, ([x, y]) => [3 + 2 * x!, 4 + 3 * y!]);
  const b = moved(second, ([x, y]) => [x!, 5 * y!]);
  expect(frechet(a, b)).toBeCloseTo(30, 8);
  // In two dimensions tr (Σ₂^½ Σ₁ Σ₂^½)^½ = (tr Σ₁Σ₂ + 2 (det Σ₁ det Σ₂)^½)^½; here Σ₁ = [[4,2],[2,2]], Σ₂ = diag(1, 25).
  const sheared = moved(first, ([x, y]) => [2 * x!, x! + y!]);
  const root = Math.sqrt(4 + 2 * 25 + 2 * Math.sqrt(4 * 25));
  expect(frechet(sheared, b)).toBeCloseTo(6 + 26 - 2 * root, 8);
  expect(frechet(b, b)).toBeCloseTo(0, 8);
});

test("Fréchet distance is the same from the smaller side when there are fewer items than dimensions", () => {
  const wide = normals("wide", 6, new Array(20).fill(0), new Array(20).fill(1));
  const many = normals("many", 80, new Array(20).fill(1), new Array(20).fill(2));
  // One way the eigenvalues are those of a 6 × 6 matrix, the other way of a 20 × 20 one.
  const [there, back] = [frechet(wide, many)!, frechet(many, wide)!];
  expect(there).toBeCloseTo(back, 5);
  expect(there).toBeGreaterThan(20);
  expect(frechet(wide, wide)).toBeCloseTo(0, 8);
  expect(frechet(wide.slice(0, 1), many)).toBeNull();
});

function kernelsOf(sample: Vectors, reference: Vectors) {
  const means = table(sample, reference, cubicKernel).map(
    (row) => row.reduce((s, v) => s + v, 0) / row.length,
  );
  return {
    within: table(sample, sample, cubicKernel),
    across: means,
    reference: meanOfPairs(table(reference, reference, cubicKernel)),
  };
}

test("kernel distance: the definition in one dimension, about 0 for one distribution, more for another", () => {
  const line = (...values: number[]) => values.map((value) => Float64Array.of(value));
  // k(1, 2) = 27; reference pair k(0, 1) = 1; cross mean of k(1,0), k(1,1), k(2,0), k(2,1) = (1 + 8 + 1 + 27) / 4.
  expect(kernelDistance(kernelsOf(line(1, 2), line(0, 1)))).toBeCloseTo(27 + 1 - 2 * (37 / 4), 10);
  const draw = (label: string, mean: number) => normals(label, 300, [mean, 0, 0, 0], [1, 1, 1, 1]);
  const same = kernelDistance(kernelsOf(draw("x", 0), draw("y", 0)))!;
  const other = kernelDistance(kernelsOf(draw("x", 1), draw("y", 0)))!;
  expect(Math.abs(same)).toBeLessThan(0.02);
  expect(other).toBeGreaterThan(0.1);
  expect(kernelDistance(kernelsOf(line(1), line(0, 1)))).toBeNull();
});

test("kernel distance of a resample: an item makes no pair with its own copies", () => {
  const sample = normals("resampled", 5, [0, 0], [1, 1]);
  const kernels = kernelsOf(sample, normals("others", 6, [0, 0], [1, 1]));
  expect(kernelDistance(kernels, Float64Array.of(1, 1, 1, 1, 1))).toBeCloseTo(kernelDistance(kernels)!, 12);
  // All but two items left out: their one pair, whatever their multiplicities.
  const two = kernelDistance(kernels, Float64Array.of(2, 3, 0, 0, 0))!;
  const { within, across, reference } = kernels;
  const cross = (2 * across[0]! + 3 * across[1]!) / 5;
  expect(two).toBeCloseTo(within[1]![0]! + reference - 2 * cross, 12);
  expect(kernelDistance(kernels, Float64Array.of(5, 0, 0, 0, 0))).toBeNull();
});

test("precision, recall, density, coverage: 1 for identical sets, 0 for sets far apart", () => {
  const reference = normals("reference", 60, [0, 0], [1, 1]);
  const within = table(reference, reference, squaredDistance);
  const three = ballRadii(within, 3)!;
  const five = ballRadii(within, 5)!;
  expect(ballsAround(within, three).every((count) => count > 0)).toBe(true);
  expect(recall(within, three)).toBe(1);
  expect(coverage(within, five)).toBe(1);
  // A ball of five neighbours holds six of the points themselves, its centre among them.
  expect(ballsAround(within, five).reduce((sum, count) => sum + count, 0)).toBe(60 * 6);
  const far = table(
    moved(reference, ([x, y]) => [x! + 100, y!]),
    reference,
    squaredDistance,
  );
  expect(ballsAround(far, three).some((count) => count > 0)).toBe(false);
  expect([recall(far, three), coverage(far, five)]).toEqual([0, 0]);
});

test("balls by hand: on a line, the radius leaves the point itself out, and a collapsed sample loses recall", () => {
  const line = [0, 1, 3, 7].map((x) => Float64Array.of(x));
  expect([...ballRadii(table(line, line, squaredDistance), 1)!]).toEqual([1, 1, 4, 16]);
  expect(ballRadii(table(line, line, squaredDistance), 4)).toBeNull();
  const collapsed = [3, 3, 3].map((x) => Float64Array.of(x));
  const toLine = table(collapsed, line, squaredDistance);
  expect(recall(toLine, ballRadii(table(collapsed, collapsed, squaredDistance), 1)!)).toBe(1 / 4);
  // 3 lies in the balls of 3 (radius 2) and 7 (radius 4), not in those of 0 and 1.
  expect(coverage(toLine, Float64Array.of(1, 1, 4, 16))).toBe(1 / 2);
});

test("Vendi score: n for right angles, 1 for copies, in between the exp of the entropy", () => {
  const axes = Array.from({ length: 5 }, (_, i) =>
    Float64Array.from({ length: 8 }, (_, j) => (i === j ? 2 : 0)),
  );
  expect(vendiScore(axes)).toBeCloseTo(5, 10);
  expect(vendiScore(axes.map(() => axes[0]!))).toBeCloseTo(1, 10);
  // Three of one kind and one of another: eigenvalues 3/4 and 1/4.
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(vendiScore([axes[0]!, axes[0]!, axes[0]!, axes[1]!])).toBeCloseTo(Math.exp(entropy), 10);
  expect(vendiScore([])).toBeNull();
});

test("finest octave: 0 for a flat picture and for a coarse pattern, the variance for a checkerboard", () => {
  const size = 8;
  const picture = (value: (x: number, y: number) => number) =>
    Float32Array.from({ length: size ** 2 }, (_, i) => value(i % size, Math.floor(i / size)));
  expect(
    fineOctave(
      picture(() => 0.4),
      size,
    ),
  ).toBeCloseTo(0, 10);
  expect(
    fineOctave(
      picture((x) => (x < 4 ? 1 : -1)),
      size,
    ),
  ).toBe(0);
  expect(
    fineOctave(
      picture((x, y) => ((x + y) % 2 === 0 ? 1 : -1)),
      size,
    ),
  ).toBe(1);
});

test("estimates: ratio of sums, Wilson's interval at 0 of n, and a centred interval that holds its estimate", () => {
  expect(
    ratioOf([
      [0, 2],
      [0, 3],
    ]).estimate,
  ).toBe(0);
  expect(
    ratioOf([
      [1, 2],
      [2, 2],
    ]).estimate,
  ).toBe(0.75);
  expect(ratioOf([[1, 0]]).estimate).toBeNull();
  expect(shareOf([false, false, false, false])).toMatchObject({ estimate: 0, low: 0 });
  expect(shareOf([false, false, false, false]).high).toBeGreaterThan(0.4);
  const sample = normals("centred", 40, [0, 0, 0], [1, 1, 1]);
  const reference = normals("its reference", 200, [0, 0, 0], [1, 1, 1]);
  const distance = (places: readonly number[]) =>
    frechet(
      places.map((p) => sample[p]!),
      reference,
    );
  const estimate = frechet(sample, reference)!;
  const interval = centredInterval(40, estimate, distance, {
    random: RANDOM.split("centred draws"),
    draws: 200,
  });
  expect(interval.low).toBeLessThan(estimate);
  expect(interval.high).toBeGreaterThan(estimate);
  expect(centredInterval(40, estimate, distance)).toEqual({ estimate, low: null, high: null });
});
