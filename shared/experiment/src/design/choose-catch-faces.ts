import type { RandomStream } from "@limen/random";
import { shuffled } from "@limen/random";

/** Fewer votes than this are no proof that a face is beyond doubt. */
const LEAST_VOTES = 5;
const UNANIMOUS = 0.999;
/** Least true probability of the class, where the truth is known. */
const LEAST_TRUTH = 0.95;
const CANDIDATES_PER_CLASS = 30;

export interface FaceCandidate {
  readonly face_id: string;
  readonly label: Float32Array;
  readonly votes: number;
  readonly majority: string;
  readonly truth: Float32Array | null;
}

/**
 * Faces that an attentive person cannot misjudge: all of at least five votes agree and, where the truth is known, it is
 * at least 0.95. At most thirty a class: those of the highest truth, else at random; in the order of the classes.
 */
export function chooseCatchFaces<F extends FaceCandidate>(
  faces: readonly F[],
  classes: readonly string[],
  taken: ReadonlySet<string>,
  random: RandomStream,
): F[] {
  return classes.flatMap((name, index) => {
    const sure = faces.filter(
      (face) => face.majority === name && !taken.has(face.face_id) && isBeyondDoubt(face, index),
    );
    const topTruth = (face: F) => face.truth?.[index] ?? 0;
    return shuffled(random.split(name), sure)
      .sort((a, b) => topTruth(b) - topTruth(a))
      .slice(0, CANDIDATES_PER_CLASS);
  });
}

function isBeyondDoubt(face: FaceCandidate, classIndex: number): boolean {
  const unanimous = face.votes >= LEAST_VOTES && face.label[classIndex]! >= UNANIMOUS;
  return unanimous && (face.truth === null || face.truth[classIndex]! >= LEAST_TRUTH);
}
