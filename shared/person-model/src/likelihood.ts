/**
 * What people answered, as distributions over the classes: certainty for a choice, anything for a rating. Many trials
 * share a row. A row may also hold the summed answers of many trials: it then counts as that many.
 */
export interface Targets {
  /** [rows × classes] */
  readonly values: Float64Array;
  /** (answers) of each row: the sum of its values. */
  readonly mass: Float64Array;
}

export function targetsOf(values: Float64Array, classes: number): Targets {
  const mass = new Float64Array(values.length / classes);
  values.forEach((value, i) => {
    mass[Math.floor(i / classes)]! += value;
  });
  return { values, mass };
}

/** One certain row a class: row c is the choice of class c. */
export function choiceTargets(classes: number): Targets {
  const values = new Float64Array(classes * classes);
  for (let c = 0; c < classes; c++) values[c * classes + c] = 1;
  return targetsOf(values, classes);
}

/**
 * The likelihood that every fit of the ladder climbs: −Σ q log softmax(scores) of one row q of the targets, in nats.
 * Leaves the probabilities in `p`, and the derivative to the scores, mass · p − q, in `scores`.
 */
export function answerNats(scores: Float64Array, p: Float64Array, targets: Targets, row: number): number {
  const classes = scores.length;
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) if (scores[c]! > top) top = scores[c]!;
  let total = 0;
  for (let c = 0; c < classes; c++) {
    const share = Math.exp(scores[c]! - top);
    p[c] = share;
    total += share;
  }
  const log = top + Math.log(total);
  const mass = targets.mass[row]!;
  const start = row * classes;
  let nats = mass * log;
  for (let c = 0; c < classes; c++) {
    const q = targets.values[start + c]!;
    nats -= q * scores[c]!;
    p[c]! /= total;
    scores[c] = mass * p[c]! - q;
  }
  return nats;
}
