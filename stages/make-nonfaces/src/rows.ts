import { encodeGreyPng, fromUnit } from "@limen/images";
import { type faceKindsTable, type Row, VALIDITY_CLASSES } from "@limen/tables";
import { nonFaceShare } from "./degrees.ts";
import type { Picture } from "./make-pictures.ts";
import type { Face } from "./read-inputs.ts";

/** A row of the faces table and its row of the kinds table. */
export interface Entry {
  readonly face: Face;
  readonly kind: Row<typeof faceKindsTable>;
}

const [NO_FACE, FACE] = VALIDITY_CLASSES;

/** A real face in which nobody is known to have seen none. */
export function faceEntry(face: Face): Entry {
  return {
    face: { ...face, ...labelled(0), votes: 0, truth: null, controls: new Float32Array(0) },
    kind: { face_id: face.face_id, kind: "face", split: face.split, made_from: null, strength: null },
  };
}

/** A picture in which somebody saw no face; it brings its label. */
export function doubtedEntry(face: Face): Entry {
  const kind = face.label[0]! > 0.5 ? "voted" : "doubted";
  return {
    face,
    kind: { face_id: face.face_id, kind, split: face.split, made_from: null, strength: null },
  };
}

/** A picture that was made, named after the face whose lot it was. */
export async function madeEntry({ job, pixels }: Picture, size: number): Promise<Entry> {
  const { face, kind, strength } = job;
  const face_id = `${face.face_id}/${kind}`;
  const bytes = await encodeGreyPng(fromUnit(pixels), size);
  return {
    face: {
      ...face,
      ...labelled(nonFaceShare(strength)),
      face_id,
      image: { bytes, path: null },
      votes: 0,
      truth: null,
      controls: new Float32Array(0),
    },
    kind: { face_id, kind, split: face.split, made_from: face.face_id, strength },
  };
}

function labelled(nonFace: number): Pick<Face, "label" | "majority"> {
  return { label: Float32Array.of(nonFace, 1 - nonFace), majority: nonFace >= 0.5 ? NO_FACE : FACE };
}
