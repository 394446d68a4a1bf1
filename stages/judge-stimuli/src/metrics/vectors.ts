import { Matrix } from "ml-matrix";

/** Items of a sample as points of a space: one vector an item. */
export type Vectors = readonly Float64Array[];

/** The items as the rows of a matrix. */
export function matrixOf(vectors: Vectors): Matrix {
  return new Matrix(vectors);
}

export function squaredDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return sum;
}

export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** `between(a[i], b[j])` for all pairs, one row an item of `a`. */
export function table(
  a: Vectors,
  b: Vectors,
  between: (x: Float64Array, y: Float64Array) => number,
): Float64Array[] {
  return a.map((x) => Float64Array.from(b, (y) => between(x, y)));
}
