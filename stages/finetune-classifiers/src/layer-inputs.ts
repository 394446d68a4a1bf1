/** Inputs of a linear layer that a person may add to the group model, one row a stimulus. */
export interface LayerInputs {
  /** [stimuli × width] */
  readonly values: Float64Array;
  readonly width: number;
}

/**
 * Scaled so that a used row has mean squared length one: then one prior precision suits criteria and weights alike.
 * Inputs without any spread give zeros.
 */
export function scaledInputs(values: Float64Array, width: number, use: Uint8Array): LayerInputs {
  let squares = 0;
  let used = 0;
  use.forEach((isUsed, row) => {
    if (isUsed === 0) return;
    used++;
    for (let i = row * width; i < (row + 1) * width; i++) squares += values[i]! ** 2;
  });
  const scale = squares > 1e-20 ? Math.sqrt(used / squares) : 0;
  return { values: values.map((value) => value * scale), width };
}

/**
 * log p of less than one in ten thousand is noise of the net, which a confusion layer would multiply: simulated
 * observers have the same floor.
 */
const FLOOR = Math.log(1e-4);

/** Log probabilities [stimuli × classes], floored, centred over the classes and scaled: the inputs of a confusion layer. */
export function evidenceOf(logP: Float64Array, classes: number, use: Uint8Array): LayerInputs {
  const values = logP.map((value) => Math.max(value, FLOOR));
  for (let start = 0; start < values.length; start += classes) {
    let mean = 0;
    for (let c = 0; c < classes; c++) mean += values[start + c]! / classes;
    for (let c = 0; c < classes; c++) values[start + c]! -= mean;
  }
  return scaledInputs(values, classes, use);
}

/** The inputs along those directions of them, orthonormal: [stimuli × directions], scaled again. */
export function projectInputs(
  inputs: LayerInputs,
  directions: readonly Float64Array[],
  use: Uint8Array,
): LayerInputs {
  const { values, width } = inputs;
  const count = directions.length;
  const projected = new Float64Array((values.length / width) * count);
  for (let row = 0; row < values.length / width; row++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += values[row * width + i]! * directions[k]![i]!;
      projected[row * count + k] = sum;
    }
  }
  return scaledInputs(projected, count, use);
}
