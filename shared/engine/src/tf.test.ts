import { expect, test } from "vitest";
import { runKernel, tf } from "./tf.ts";

test("the backend is TensorFlow, and multiplies", () => {
  expect(tf.getBackend()).toBe("tensorflow");
  const product = tf.tidy(() => [
    ...tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([1, 2, 3, 4], [2, 2])).dataSync(),
  ]);
  expect(product).toEqual([7, 10, 15, 22]);
});

test("ops that call the utilities removed from Node 23 work", () => {
  const { row, indices } = tf.tidy(() => ({
    row: [...tf.oneHot(tf.tensor1d([2], "int32"), 3).dataSync()],
    indices: [...tf.topk(tf.tensor1d([3, 9, 5]), 2).indices.dataSync()],
  }));
  expect(row).toEqual([0, 0, 1]);
  expect(indices).toEqual([1, 2]);
});

test("runKernel reaches kernels with several outputs and every kind of attribute", () => {
  const before = tf.memory().numTensors;
  const { fused, separate, pooled } = tf.tidy(() => {
    const x = tf.tensor4d([1, -2, 3, 4, 5, -6, 7, 8], [1, 2, 2, 2]);
    const [normalised] = runKernel(
      "FusedBatchNormV3",
      {
        T: { dtype: "float32" },
        U: { dtype: "float32" },
        epsilon: { float: 0.001 },
        data_format: { string: "NHWC" },
        is_training: { bool: true },
      },
      [x, tf.ones([2]), tf.zeros([2]), tf.tensor1d([]), tf.tensor1d([])],
      6,
    );
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const window = {
      ksize: { int: [1, 2, 2, 1] },
      strides: { int: [1, 2, 2, 1] },
      padding: { string: "VALID" },
    };
    const [maximum] = runKernel("MaxPool", { T: { dtype: "float32" }, ...window }, [x]);
    return {
      fused: [...normalised!.dataSync()],
      separate: [...x.sub(mean).div(variance.add(0.001).sqrt()).dataSync()],
      pooled: [...maximum!.dataSync()],
    };
  });
  expect(pooled).toEqual([7, 8]);
  for (const [index, value] of fused.entries()) expect(value).toBeCloseTo(separate[index]!, 5);
  expect(tf.memory().numTensors).toBe(before);
});

test("TensorFlow's own words come back for inputs that a kernel refuses", () => {
  const multiply = () => runKernel("MatMul", {}, [tf.ones([2, 3]), tf.ones([2, 3])]);
  expect(() => tf.tidy(multiply)).toThrow(/size-incompatible|MatMul/);
});
