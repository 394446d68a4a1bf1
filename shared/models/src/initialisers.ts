import type { RandomStream } from "@limen/random";

/** First values of a parameter. The stream is the parameter's own, split by its name. */
export type Initialiser = (random: RandomStream, shape: readonly number[]) => Float32Array;

/** N(0, std²). */
export const normal =
  (std: number): Initialiser =>
  (random, shape) =>
    random.normals(sizeOf(shape)).map((value) => value * std);

/** N(0, 2 / fan-in): He et al. 2015, for layers before a rectifier-like activation. */
export const he: Initialiser = (random, shape) => normal(Math.sqrt(2 / fanIn(shape)))(random, shape);

/** U(±√(6 / (fan-in + fan-out))): Glorot and Bengio 2010, for linear layers and attention. */
export const glorot: Initialiser = (random, shape) => {
  const limit = Math.sqrt(6 / (fanIn(shape) + fanOut(shape)));
  return Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * limit);
};

export const zeros: Initialiser = (_random, shape) => new Float32Array(sizeOf(shape));

export const ones: Initialiser = (_random, shape) => new Float32Array(sizeOf(shape)).fill(1);

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Inputs that reach one output: all dimensions but the last (kernels are [height, width, in, out]). */
function fanIn(shape: readonly number[]): number {
  return sizeOf(shape.slice(0, -1));
}

function fanOut(shape: readonly number[]): number {
  return (shape.at(-1) ?? 1) * sizeOf(shape.slice(0, -2));
}
