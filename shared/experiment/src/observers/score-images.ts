import { UserError } from "@limen/errors";
import { observerScores } from "./observer-scores.ts";

/** Choice probabilities of the observers' net for encoded images, one array of classes an image. */
export type Perceive = (images: readonly Uint8Array[]) => Promise<readonly ArrayLike<number>[]>;

export interface Visible {
  readonly id: string;
  /** True p(class | face), known for synthetic faces. */
  readonly truth: ArrayLike<number> | null;
  /** PNG bytes. */
  readonly image: Uint8Array;
}

/** z(x) of each picture: from the truth where it is known, else from the observers' net. */
export async function scoreImages(
  pictures: readonly Visible[],
  perceive: Perceive | undefined,
): Promise<Float64Array[]> {
  const unknown = pictures.filter((picture) => picture.truth === null);
  if (unknown.length > 0 && perceive === undefined) {
    throw new UserError({
      message: `simulated observers need a net to see ${unknown.length} of ${pictures.length} pictures, e.g. ${unknown[0]!.id}`,
      place: { field: "inputs.percept" },
      hint: "give percept: the weights of a classifier that neither guided the stimuli nor was held out",
    });
  }
  const seen = perceive && unknown.length > 0 ? await perceive(unknown.map((picture) => picture.image)) : [];
  const probabilities = new Map(unknown.map((picture, index) => [picture, seen[index]!]));
  return pictures.map((picture) => observerScores(picture.truth ?? probabilities.get(picture)!));
}
