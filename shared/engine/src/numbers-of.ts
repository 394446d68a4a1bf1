import * as tf from "@tensorflow/tfjs";

/**
 * The numbers of a float tensor, in memory of their own; what `make` makes is disposed. Read them so, and not within
 * `tf.tidy`: it looks for tensors in what its function returns, in a typed array number by number, at almost a
 * microsecond each. A batch of 16 faces costs 35 ms so, some small nets less.
 */
export function numbersOf(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make);
  // Copied: dataSync may hand out the backend's own memory.
  const numbers = tensor.dataSync<"float32">().slice();
  tensor.dispose();
  return numbers;
}
