import { UserError } from "@limen/errors";
import type { RandomStream } from "@limen/random";
import {
  classesOf,
  facesTable,
  type Row,
  readMetadata,
  scanTable,
  shownFaces,
  type stimuliTable,
} from "@limen/tables";
import type { Visible } from "../observers/score-images.ts";
import { chooseCatchFaces, type FaceCandidate } from "./choose-catch-faces.ts";

export interface KnownFaces {
  /** Faces for catch trials, with the class that an attentive person chooses. */
  readonly catchFaces: readonly (Visible & { readonly expected: string })[];
  /** True p(class | face) of a natural stimulus, null where it is not known. */
  truthOf(faceId: string | null): ArrayLike<number> | null;
}

/** What the faces table tells about the stimuli, and catch faces out of the rest; nothing without a table. */
export async function readFaces(
  path: string | undefined,
  stimuli: readonly Pick<Row<typeof stimuliTable>, "face_id" | "anchor_id">[],
  classes: readonly string[],
  random: RandomStream,
): Promise<KnownFaces> {
  if (path === undefined) return { catchFaces: [], truthOf: () => null };
  checkClasses(classesOf(await readMetadata(path)), classes);
  const shown = shownFaces(stimuli);
  const candidates: FaceCandidate[] = [];
  const truths = new Map<string, Float32Array>();
  const columns = ["face_id", "label", "votes", "majority", "truth"] as const;
  for await (const rows of scanTable(path, facesTable, { columns })) {
    for (const row of rows) {
      candidates.push(row);
      if (row.truth !== null && shown.has(row.face_id)) truths.set(row.face_id, row.truth);
    }
  }
  const chosen = chooseCatchFaces(candidates, classes, shown, random);
  const images = await readImages(path, new Set(chosen.map((face) => face.face_id)));
  return {
    catchFaces: chosen.map((face) => ({
      id: `catch-${face.face_id}`,
      expected: face.majority,
      truth: face.truth,
      image: images.get(face.face_id)!,
    })),
    truthOf: (faceId) => (faceId === null ? null : (truths.get(faceId) ?? null)),
  };
}

/** A second pass, so that only the few images needed are ever held. */
async function readImages(path: string, ids: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const images = new Map<string, Uint8Array>();
  if (ids.size === 0) return images;
  for await (const rows of scanTable(path, facesTable, { columns: ["face_id", "image"] })) {
    for (const row of rows) if (ids.has(row.face_id)) images.set(row.face_id, row.image.bytes);
  }
  return images;
}

function checkClasses(found: readonly string[], classes: readonly string[]): void {
  if (found.join() === classes.join()) return;
  throw new UserError({
    message: `the faces have the classes ${found.join(", ")}, the stimuli ${classes.join(", ")}`,
    place: { field: "inputs.faces" },
    hint: "give the faces that the stimuli were made from",
  });
}
