import type { RandomStream } from "@limen/random";
import { permutation } from "@limen/random";

/** Inputs of a net with soft targets: images or, when only the last layer learns, features. */
export interface Examples {
  readonly count: number;
  /** Values of one input. */
  readonly width: number;
  /** [count × width] */
  readonly inputs: Float32Array;
  /** Share of each class, [count × classes] */
  readonly targets: Float32Array;
  /** How much each counts in the loss, mean one: answers behind the target. */
  readonly weights: Float32Array;
}

/** One batch, gathered from several sources. */
export interface Batch {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/** The examples of those rows. Weights are scaled to mean one again. */
export function selectExamples(examples: Examples, rows: readonly number[]): Examples {
  const batch = gatherBatch([{ examples, rows }]);
  const mean = batch.weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, batch.count);
  return {
    ...batch,
    width: examples.width,
    weights: mean > 0 ? batch.weights.map((w) => w / mean) : batch.weights,
  };
}

export function gatherBatch(
  parts: readonly { readonly examples: Examples; readonly rows: readonly number[] }[],
): Batch {
  const count = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const first = parts[0]?.examples;
  const width = first?.width ?? 0;
  const classes = first === undefined || first.count === 0 ? 0 : first.targets.length / first.count;
  const inputs = new Float32Array(count * width);
  const targets = new Float32Array(count * classes);
  const weights = new Float32Array(count);
  let to = 0;
  for (const { examples, rows } of parts) {
    for (const row of rows) {
      inputs.set(examples.inputs.subarray(row * width, (row + 1) * width), to * width);
      targets.set(examples.targets.subarray(row * classes, (row + 1) * classes), to * classes);
      weights[to] = examples.weights[row]!;
      to++;
    }
  }
  return { inputs, targets, weights, count };
}

export interface Source {
  readonly examples: Examples;
  /** Examples of it in a batch. */
  readonly perBatch: number;
}

/**
 * The batches of an epoch: the first source once through in random order, the others drawn with replacement beside it.
 * `steps` draws the first source with replacement too, that many batches.
 */
export function* batchesOf(
  sources: readonly Source[],
  random: RandomStream,
  steps?: number,
): Generator<Batch> {
  const [first, ...others] = sources;
  if (first === undefined || first.examples.count === 0) return;
  const order = permutation(random.split("order"), first.examples.count);
  const count = steps ?? Math.ceil(order.length / first.perBatch);
  for (let step = 0; step < count; step++) {
    const stream = random.split(step);
    const rows =
      steps === undefined
        ? Array.from(order.subarray(step * first.perBatch, (step + 1) * first.perBatch))
        : draw(first, stream.split(0));
    const rest = others.map((source, i) => ({
      examples: source.examples,
      rows: draw(source, stream.split(i + 1)),
    }));
    yield gatherBatch([{ examples: first.examples, rows }, ...rest]);
  }
}

function draw(source: Source, random: RandomStream): number[] {
  if (source.examples.count === 0) return [];
  return Array.from({ length: source.perBatch }, () => random.integer(source.examples.count));
}
