/** An answer to one face: a class chosen, or a rating of each class. */
export interface FaceAnswer {
  readonly response: string | null;
  readonly ratings: Float32Array | null;
}

/** The class that is rated higher than every other; null where several share the highest rating. */
export function highestRated(ratings: Float32Array, classes: readonly string[]): string | null {
  const top = Math.max(...ratings);
  const first = ratings.indexOf(top);
  return ratings.lastIndexOf(top) === first ? classes[first]! : null;
}

/** Ratings as shares that sum to one; of a face on which no class is seen at all, even ones. */
export function sharesOf(ratings: Float32Array): Float64Array {
  const total = ratings.reduce((sum, rating) => sum + rating, 0);
  return Float64Array.from(ratings, (rating) => (total > 0 ? rating / total : 1 / ratings.length));
}

/**
 * One answer, shared out among the classes in their order: all of it on the class chosen, or in proportion to the ratings. Null
 * where there is no answer, or one that is none of the classes.
 */
export function answerShares(
  { response, ratings }: FaceAnswer,
  classes: readonly string[],
): Float64Array | null {
  if (ratings !== null) return sharesOf(ratings);
  const chosen = response === null ? -1 : classes.indexOf(response);
  return chosen < 0 ? null : Float64Array.from(classes, (_, index) => (index === chosen ? 1 : 0));
}
