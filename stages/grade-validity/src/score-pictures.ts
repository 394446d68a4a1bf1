import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import type { Classifier } from "@limen/models";
import {
  classesOf,
  faceKindsTable,
  facesTable,
  readMetadata,
  readTable,
  scanTable,
  VALIDITY_CLASSES,
} from "@limen/tables";
import type { Scored } from "./grade.ts";

/** Pictures decoded together. */
const BLOCK = 128;

const FACE = VALIDITY_CLASSES.indexOf("face");

/** Judges the valid and test pictures of the set. Throws a UserError when net, pictures and kinds do not belong together. */
export async function scorePictures(
  classifier: Classifier,
  paths: { readonly faces: string; readonly kinds: string },
): Promise<Scored[]> {
  await checkTogether(classifier, paths.faces);
  const kinds = await readTable(paths.kinds, faceKindsTable);
  const kindOf = new Map(kinds.rows.map((row) => [row.face_id, row.kind]));
  const held: { face_id: string; split: string; label: number; bytes: Uint8Array }[] = [];
  const columns = ["face_id", "image", "label", "split"] as const;
  for await (const rows of scanTable(paths.faces, facesTable, { columns })) {
    for (const { face_id, image, label, split } of rows) {
      if (split !== "train") held.push({ face_id, split, label: label[FACE]!, bytes: image.bytes });
    }
  }
  const strange = held.filter(({ face_id }) => !kindOf.has(face_id));
  if (strange.length > 0) throw notListed(strange[0]!.face_id, strange.length, paths.kinds);
  const scored: Scored[] = [];
  for (let first = 0; first < held.length; first += BLOCK) {
    const part = held.slice(first, first + BLOCK);
    const pixels = await decodeUnitBatch(
      part.map(({ bytes }) => bytes),
      classifier.config.size,
    );
    const answers = classifier.probabilitiesOf(pixels);
    for (const [i, { face_id, split, label }] of part.entries()) {
      scored.push({ kind: kindOf.get(face_id)!, split, label, score: answers[i]![FACE]! });
    }
  }
  return scored;
}

async function checkTogether({ config }: Classifier, file: string): Promise<void> {
  const metadata = await readMetadata(file);
  const wanted = JSON.stringify(VALIDITY_CLASSES);
  const problems: Problem[] = [];
  if (JSON.stringify(classesOf(metadata)) !== wanted) {
    problems.push({
      message: `the classes of the faces are ${metadata.classes}`,
      place: { file, field: "classes" },
      hint: `give the output faces of make-nonfaces, whose classes are ${wanted}`,
    });
  }
  if (JSON.stringify(config.classes) !== wanted) {
    problems.push({
      message: `the classes of the net ${config.name} are ${JSON.stringify(config.classes)}`,
      hint: "give a net that train-classifiers trained on the output faces of make-nonfaces",
    });
  }
  if (Number(metadata.size) !== config.size) {
    problems.push({
      message: `the pictures are ${metadata.size ?? "of unknown size"} pixels wide, the net ${config.name} takes ${config.size}`,
      place: { file, field: "size" },
      hint: "give the pictures on which the net was trained",
    });
  }
  throwIfAny(problems);
}

function notListed(example: string, count: number, file: string): UserError {
  return new UserError({
    message: `${count} pictures have no row in the kinds table, e.g. ${example}`,
    place: { file },
    hint: "give faces and kinds of the same node",
  });
}
