import { tf } from "@limen/engine/tf";

/** A differentiable operation made of few TensorFlow kernels, with the gradient written by hand. */
export interface OpDefinition<Name extends string, Attributes extends object> {
  readonly name: string;
  readonly inputs: readonly Name[];
  /** The value first; what follows is kept for the gradient (small things, such as the statistics of a norm). */
  forward(inputs: Record<Name, tf.Tensor>, attributes: Attributes): [tf.Tensor, ...tf.Tensor[]];
  /** One function an input, called only when that input's gradient is wanted. */
  gradient(
    dy: tf.Tensor,
    saved: { readonly inputs: Record<Name, tf.Tensor>; readonly outputs: readonly tf.Tensor[] },
    attributes: Attributes,
  ): Record<Name, () => tf.Tensor>;
  /** How many outputs forward gives. */
  readonly outputCount?: number;
}

/**
 * Registers the operation with tfjs and returns its function. tf.customGrad would do too, but computes the gradients
 * of all inputs: registered ones are lazy, so guidance (gradient by the image) pays nothing for the weights'.
 */
export function defineOp<Name extends string, Attributes extends object = Record<string, never>>(
  definition: OpDefinition<Name, Attributes>,
): (inputs: Record<Name, tf.Tensor>, attributes: Attributes) => tf.Tensor {
  const { name, inputs: names, outputCount = 1 } = definition;
  const kernelName = `Limen${name}`;
  tf.registerKernel({
    kernelName,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => definition.forward(inputs as Record<Name, tf.Tensor>, attrs as unknown as Attributes)),
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: [...names],
    outputsToSave: Array.from({ length: outputCount }, () => true),
    gradFunc: (dy, saved, attrs) => {
      const inputs = Object.fromEntries(names.map((input, index) => [input, saved[index]]));
      return definition.gradient(
        Array.isArray(dy) ? dy[0]! : dy,
        { inputs: inputs as Record<Name, tf.Tensor>, outputs: saved.slice(names.length) },
        attrs as unknown as Attributes,
      );
    },
  });
  return (inputs, attributes) => {
    const outputs = tf
      .engine()
      .runKernel<tf.Tensor | tf.Tensor[]>(
        kernelName,
        inputs as unknown as tf.NamedTensorMap,
        attributes as unknown as tf.NamedAttrMap,
      );
    if (!Array.isArray(outputs)) return outputs;
    const [value, ...rest] = outputs;
    // The tape holds clones of what the gradient needs.
    tf.dispose(rest);
    return value!;
  };
}
