import { type LoadedDenoiser, readDenoiser } from "@limen/diffusion";
import { type Problem, throwIfAny } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import { facesTable, type Row, readTable, VALIDITY_CLASSES } from "@limen/tables";
import type stage from "./index.ts";
import { isPriorKind, type Kind } from "./kinds.ts";

export type Face = Row<typeof facesTable>;

export interface Inputs {
  /** (pixels) side of the pictures. */
  readonly size: number;
  readonly faces: readonly Face[];
  /** Pictures in which somebody saw no face, labelled by VALIDITY_CLASSES. */
  readonly doubted: readonly Face[];
  readonly prior: LoadedDenoiser | undefined;
  /** Kinds to make: without a prior, none of the prior's. */
  readonly kinds: readonly Kind[];
}

/** The finest squares that a face is cut into. */
const SQUARES = 8;

/** Reads and checks all inputs; the caller disposes the prior. Throws a UserError that names all that does not fit. */
export async function readInputs(context: ContextOf<typeof stage>): Promise<Inputs> {
  const paths = {
    faces: context.input("faces").path,
    notFaces: context.optionalInput("notFaces")?.path,
    prior: context.optionalInput("prior")?.path,
  };
  const faces = await readTable(paths.faces, facesTable);
  const doubted = paths.notFaces === undefined ? undefined : await readTable(paths.notFaces, facesTable);
  const prior = paths.prior === undefined ? undefined : await readDenoiser(paths.prior);
  const size = Number(faces.metadata.size);
  const kinds = context.params.kinds.filter((kind) => prior !== undefined || !isPriorKind(kind));
  const problems = [
    ...sizeProblems(paths.faces, faces.metadata.size),
    ...(doubted === undefined ? [] : doubtedProblems(paths.notFaces!, doubted.metadata, size)),
    ...(prior === undefined || prior.config.size === size
      ? []
      : [otherSize(paths.prior!, prior.config.size, size)]),
    ...kindProblems(kinds),
  ];
  if (problems.length > 0) prior?.dispose();
  throwIfAny(problems);
  return { size, faces: onceOverSplits(faces.rows), doubted: doubted?.rows ?? [], prior, kinds };
}

/** Without valid and test faces whose picture is already in an earlier split: sets repeat some. */
export function onceOverSplits(faces: readonly Face[]): Face[] {
  const splits = ["train", "valid", "test"];
  const first = new Map<string, number>();
  const pictureOf = ({ image }: Face) => Buffer.from(image.bytes).toString("base64");
  for (const face of faces) {
    const picture = pictureOf(face);
    const split = splits.indexOf(face.split);
    first.set(picture, Math.min(split, first.get(picture) ?? split));
  }
  return faces.filter((face) => first.get(pictureOf(face)) === splits.indexOf(face.split));
}

function sizeProblems(file: string, text: string | undefined): Problem[] {
  const size = Number(text);
  if (Number.isInteger(size) && size > 0 && size % SQUARES === 0) return [];
  return [
    {
      message: `faces are ${text ?? "of unknown size"} pixels wide, which does not divide into ${SQUARES} squares`,
      place: { file, field: "size" },
      hint: "use a multiple of 8, for example 48: set prepare-faces' size",
    },
  ];
}

function doubtedProblems(file: string, metadata: Readonly<Record<string, string>>, size: number): Problem[] {
  const wanted = JSON.stringify(VALIDITY_CLASSES);
  const problems: Problem[] = [];
  if (metadata.classes !== wanted) {
    problems.push({
      message: `the classes of notFaces are ${metadata.classes ?? "missing"}`,
      place: { file, field: "classes" },
      hint: `give the output notFaces of prepare-faces, whose classes are ${wanted}`,
    });
  }
  if (metadata.size !== String(size)) problems.push(otherSize(file, Number(metadata.size), size));
  return problems;
}

function otherSize(file: string, found: number, wanted: number): Problem {
  return {
    message: `its pictures are ${found} pixels wide, the faces are ${wanted}`,
    place: { file, field: "size" },
    hint: "give what was made from the same faces",
  };
}

function kindProblems(kinds: readonly Kind[]): Problem[] {
  const repeated = [...new Set(kinds.filter((kind, i) => kinds.indexOf(kind) !== i))];
  const place = { field: "kinds" };
  if (repeated.length > 0) return [{ message: `kinds are named twice: ${repeated.join(", ")}`, place }];
  if (kinds.length > 0) return [];
  return [
    {
      message: "all of these kinds are drawn from the prior, which is not given",
      place,
      hint: "give the input prior, or name kinds that are made from faces",
    },
  ];
}
