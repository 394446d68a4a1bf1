/** Cells of a column of numbers that are all null. */
export function noCells<A extends Float32Array | Float64Array>(values: A, rows: number) {
  values.fill(Number.NaN);
  return { values, present: new Uint8Array(rows) };
}
