import { softmax } from "./observer-scores.ts";
import type { CatchFace } from "./showable.ts";

/** Least probability of the expected class, as the average observer sees it. */
const LEAST_SURE = 0.98;
const FACES_PER_CLASS = 5;

/**
 * The catch faces of which observers are surest, at most five a class. A face that all people agree about may still be
 * misread by the net that simulated observers see by: as a catch trial it would mark attentive observers as careless.
 */
export function keepSurest(faces: readonly CatchFace[], classes: readonly string[]): CatchFace[] {
  return classes.flatMap((name, index) => {
    const own = faces
      .filter((face) => face.expected === name)
      .map((face) => ({ face, p: softmax(face.scores)[index]! }));
    return own
      .filter(({ p }) => p >= LEAST_SURE)
      .sort((a, b) => b.p - a.p)
      .slice(0, FACES_PER_CLASS)
      .map(({ face }) => face);
  });
}
