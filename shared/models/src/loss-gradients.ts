import { tf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import type { Parameters } from "./parameters.ts";

export interface LossGradients {
  readonly loss: tf.Scalar;
  /** By parameter name; a parameter that the loss does not use is absent. */
  readonly gradients: Record<string, tf.Tensor>;
}

/**
 * A scalar loss and its gradients by the parameters (by `names` only, when given: the others stay as they are).
 * The caller owns the tensors: call it inside a tidy together with the optimiser's step.
 */
export function lossGradients(
  parameters: Parameters,
  loss: () => tf.Scalar,
  names: readonly string[] = parameters.names,
): LossGradients {
  const variables = names.map((name) => parameters.get(name));
  const { value, grads } = tf.variableGrads(loss, variables);
  const gradients: Record<string, tf.Tensor> = {};
  for (const [index, name] of names.entries()) {
    const variable = variables[index];
    invariant(variable, `no variable for "${name}"`);
    const gradient = grads[variable.name];
    if (gradient !== undefined) gradients[name] = gradient;
  }
  return { loss: value, gradients };
}
