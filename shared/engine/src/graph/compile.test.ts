import { expect, test, vi } from "vitest";
import { compile, runKernel, tf } from "../tf.ts";
import { blockSizes } from "./by-blocks.ts";

const sessions = () => (tf.backend() as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();
const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

test("a compiled function gives what it gives op by op, at every call, with and without gradients", () => {
  const weights = tf.variable(tf.tensor2d([0.5, -1, 2, 0.25, 1, -0.5], [2, 3]));
  const define = (x: tf.Tensor) => {
    const loss = () => x.matMul(weights).elu().softmax().square().mean() as tf.Scalar;
    const { value, grads } = tf.variableGrads(loss, [weights]);
    const [norm] = runKernel("L2Loss", { T: { dtype: "float32" } }, [grads[weights.name]!]);
    return [value, grads[weights.name]!, norm!, x];
  };
  const compiled = compile((x) => define(x!), { variables: () => [weights] });
  for (let call = 0; call < 4; call++) {
    tf.tidy(() => {
      const x = tf.tensor2d([call, 1, 2, -1], [2, 2]);
      const expected = define(x).map(values);
      const got = compiled.run(x).map(values);
      for (const [index, output] of got.entries()) {
        for (const [place, value] of output.entries()) expect(value).toBeCloseTo(expected[index]![place]!, 6);
      }
      weights.assign(weights.add(0.125));
    });
  }
  compiled.dispose();
  weights.dispose();
});

test("each combination of shapes is traced once and checked once; the graph then runs alone, and goes at the end", () => {
  const define = vi.fn((x: tf.Tensor) => [x.add(1)]);
  const compiled = compile((x) => define(x!), { variables: () => [] });
  const run = (x: tf.Tensor) => tf.tidy(() => values(compiled.run(x)[0]!));
  const before = tf.memory().numTensors;
  for (const start of [1, 2, 3, 4]) expect(run(tf.tensor1d([start]))).toEqual([start + 1]);
  expect(define).toHaveBeenCalledTimes(2);
  expect(run(tf.tensor1d([5, 6]))).toEqual([6, 7]);
  expect(run(tf.tensor1d([7, 8]))).toEqual([8, 9]);
  expect(define).toHaveBeenCalledTimes(4);
  expect(tf.memory().numTensors - before).toBe(6);
  compiled.dispose();
  expect(sessions()).toBe(0);
  expect(() => compiled.run(tf.scalar(1))).toThrow("after its disposal");
});

test("integers, booleans and attributes of every kind pass through a graph", () => {
  const compiled = compile(
    (x) => {
      const chosen = tf.where(tf.tensor1d([true, false, true], "bool"), x!, tf.zerosLike(x!));
      const places = tf.gather(chosen, tf.tensor1d([2, 0], "int32"));
      const pooled = tf.maxPool(x!.reshape([1, 1, 3, 1]) as tf.Tensor4D, [1, 3], 1, "same");
      return [places, pooled, x!.greater(1), x!.cast("int32"), tf.fill([2], 3), x!.argMax()];
    },
    { variables: () => [] },
  );
  tf.tidy(() => {
    const got = compiled.run(tf.tensor1d([1, 2, 3.5]));
    expect(got.map(values)).toEqual([[3.5, 1], [2, 3.5, 3.5], [0, 1, 1], [1, 2, 3], [3, 3], [2]]);
    expect(got.map(({ dtype }) => dtype)).toEqual([
      "float32",
      "float32",
      "bool",
      "int32",
      "float32",
      "int32",
    ]);
  });
  compiled.dispose();
});

test("what changes without being an input is refused at the second call", () => {
  let rate = 1;
  const compiled = compile((x) => [x!.mul(rate)], { variables: () => [] });
  expect(tf.tidy(() => values(compiled.run(tf.scalar(3))[0]!))).toEqual([3]);
  rate = 2;
  expect(() => compiled.run(tf.scalar(3))).toThrow(/must be an input or a variable.*constant \[\]/s);
  compiled.dispose();
});

test("reading a value within a graph is refused, and leaves TensorFlow as it was", () => {
  const compiled = compile((x) => [x!.mul(x!.square().dataSync()[0]!)], { variables: () => [] });
  expect(() => compiled.run(tf.scalar(3))).toThrow("JavaScript cannot be traced");
  expect(tf.tidy(() => values(tf.scalar(3).square()))).toEqual([9]);
  compiled.dispose();
});

test("a variable that is not named, an assignment and a tensor given twice are refused", () => {
  const hidden = tf.variable(tf.scalar(2));
  const careless = compile((x) => [x!.mul(hidden)], { variables: () => [] });
  expect(() => careless.run(tf.scalar(3))).toThrow("reads a variable");
  const assigning = compile(
    (x) => {
      hidden.assign(hidden.add(1));
      return [x!.mul(hidden)];
    },
    { variables: () => [hidden] },
  );
  expect(() => assigning.run(tf.scalar(3))).toThrow("assigns to a variable");
  const product = compile((x, y) => [x!.mul(y!)], { variables: () => [] });
  const x = tf.scalar(3);
  expect(() => product.run(x, x)).toThrow("the same tensor twice");
  for (const thing of [careless, assigning, product, hidden]) thing.dispose();
});

test("rows are cut into blocks of few sizes, filled up, and put together again", () => {
  expect(blockSizes(1, 4)).toEqual([4]);
  expect(blockSizes(15, 4)).toEqual([8, 4, 4]);
  expect(blockSizes(75, 4)).toEqual([32, 32, 8, 4]);
  const define = vi.fn((x: tf.Tensor, y: tf.Tensor) => [x.mul(y).sum(1)]);
  const compiled = compile((x, y) => define(x!, y!), { variables: () => [], rows: 4 });
  for (const count of [1, 3, 4, 2, 7, 15, 45]) {
    const x = tf.range(0, 2 * count).reshape([count, 2]);
    const sums = tf.tidy(() => values(compiled.run(x, tf.scalar(2))[0]!));
    expect(sums).toEqual(Array.from({ length: count }, (_, row) => 2 * (4 * row + 1)));
    x.dispose();
  }
  // Blocks of 4, 8 and 32; the first two came again and were compared.
  expect(define).toHaveBeenCalledTimes(5);
  compiled.dispose();
  const whole = compile((x) => [x!.sum(0)], { variables: () => [], rows: 4 });
  expect(() => whole.run(tf.ones([3, 6]))).toThrow("not 4 rows");
  whole.dispose();
});

test("within a gradient and within another compiled function it is the plain function", () => {
  const inner = compile((x) => [x!.square()], { variables: () => [] });
  const slope = tf.tidy(() => values(tf.grad((x) => inner.run(x)[0]!.sum())(tf.tensor1d([1, 2]))));
  expect(slope).toEqual([2, 4]);
  const outer = compile((x) => [inner.run(x!)[0]!.add(1)], { variables: () => [] });
  expect(tf.tidy(() => values(outer.run(tf.tensor1d([3]))[0]!))).toEqual([10]);
  inner.dispose();
  outer.dispose();
});
