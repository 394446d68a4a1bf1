/** Squared distances: one row an item of the sample, one column a reference. */
export type Distances = readonly Float64Array[];

/** Neighbours that make a ball for precision and recall (Kynkäänniemi et al. 2019). */
export const BALL = 3;
/** Neighbours that make a ball for density and coverage (Naeem et al. 2020). */
export const DENSE_BALL = 5;

/** Squared distance of each item to its k-th nearest other item; null where there are not so many. */
export function ballRadii(within: Distances, k: number): Float64Array | null {
  if (within.length <= k) return null;
  return Float64Array.from(within, (row, own) => {
    const others = row.filter((_, index) => index !== own).sort();
    return others[k - 1]!;
  });
}

/** For each item: in how many of the references' balls it lies. Zero: outside of what they span. */
export function ballsAround(toReference: Distances, radii: Float64Array): number[] {
  return toReference.map((row) => row.reduce((count, d, j) => count + (d <= radii[j]! ? 1 : 0), 0));
}

/** Share of the references that lie in the ball of an item. */
export function recall(toReference: Distances, radii: Float64Array): number {
  return shareOfReferences(toReference, (distance, item) => distance <= radii[item]!);
}

/** Share of the references whose ball holds an item. */
export function coverage(toReference: Distances, radii: Float64Array): number {
  return shareOfReferences(toReference, (distance, _, reference) => distance <= radii[reference]!);
}

function shareOfReferences(
  toReference: Distances,
  near: (distance: number, item: number, reference: number) => boolean,
): number {
  const references = toReference[0]!.length;
  let met = 0;
  for (let j = 0; j < references; j++) {
    if (toReference.some((row, item) => near(row[j]!, item, j))) met++;
  }
  return met / references;
}
