/** One person's trials as a small individual model sees them: everything is computed once from the group model. */
export interface PersonTrials {
  readonly classes: number;
  readonly count: number;
  /** (nats) log probabilities of the group model, [count × classes] */
  readonly scores: Float64Array;
  /** Leading components of the group model's penultimate features, [count × width] */
  readonly features: Float64Array;
  readonly width: number;
  /** Index of the class chosen */
  readonly response: Int32Array;
  /** Index of the stimulus: showings of one stimulus stay together in inner folds */
  readonly stimulus: Int32Array;
}

/**
 * A small model of one person on top of the frozen group model. All zeros: the group model itself.
 * Rungs of the ladder (bias, bias and slope, last layer) differ in this only.
 */
export interface Adapter {
  readonly name: "individual_bias" | "individual_bias_slope" | "individual_last_layer";
  /**
   * Parameters of highest posterior density under a normal prior around the group model.
   * `precision` is one over the prior variance of a criterion (nats⁻²); `start` warms the search up.
   */
  fit(trials: PersonTrials, precision: number, start?: Float64Array): Float64Array;
  /** (nats) log probabilities, [count × classes] */
  logProbabilities(parameters: Float64Array, trials: PersonTrials): Float64Array;
}

/** The trials of those rows. */
export function selectTrials(trials: PersonTrials, rows: readonly number[]): PersonTrials {
  const { classes, width } = trials;
  const scores = new Float64Array(rows.length * classes);
  const features = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    scores.set(trials.scores.subarray(row * classes, (row + 1) * classes), i * classes);
    features.set(trials.features.subarray(row * width, (row + 1) * width), i * width);
  });
  return {
    classes,
    width,
    count: rows.length,
    scores,
    features,
    response: Int32Array.from(rows, (row) => trials.response[row]!),
    stimulus: Int32Array.from(rows, (row) => trials.stimulus[row]!),
  };
}

export interface Fit {
  /** (nats a trial) mean negative log-likelihood */
  readonly nats: number;
  /** Share of answers that are the model's most probable class */
  readonly accuracy: number;
}

/** How well log probabilities [count × classes] predict the answers; null when there are none. */
export function scoreAnswers(logP: Float64Array, trials: PersonTrials): Fit | null {
  const { classes, count, response } = trials;
  if (count === 0) return null;
  let nats = 0;
  let hits = 0;
  for (let t = 0; t < count; t++) {
    const start = t * classes;
    nats -= logP[start + response[t]!]!;
    let top = 0;
    for (let c = 1; c < classes; c++) if (logP[start + c]! > logP[start + top]!) top = c;
    if (top === response[t]) hits++;
  }
  return { nats: nats / count, accuracy: hits / count };
}
