import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import { classesOf, facesTable, readMetadata, scanTable } from "@limen/tables";

export const SPLITS = ["train", "valid", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** The faces of one split, in the table's order. */
export interface FaceSet {
  readonly ids: readonly string[];
  /** [faces × size × size] in [−1, 1]. */
  readonly pixels: Float32Array;
  /** [faces × classes], each row sums to 1. */
  readonly labels: Float32Array;
  /** Index of each face's majority class. */
  readonly majority: Int32Array;
  /** Number of answers behind each label; 0 for a single given class. */
  readonly votes: Int32Array;
}

export interface Faces {
  readonly size: number;
  readonly classes: readonly string[];
  readonly splits: Readonly<Record<Split, FaceSet>>;
}

/**
 * Reads a faces table into memory (9 kB a face of 48 × 48).
 * Throws a UserError when a split is empty, the size does not suit the nets, or a majority is no class.
 */
export async function loadFaces(path: string): Promise<Faces> {
  const metadata = await readMetadata(path);
  const classes = classesOf(metadata);
  const size = sideOf(metadata.size);
  const drafts = { train: emptyDraft(), valid: emptyDraft(), test: emptyDraft() };
  const problems: Problem[] = [];
  const columns = ["face_id", "image", "label", "majority", "votes", "split"] as const;
  for await (const rows of scanTable(path, facesTable, { columns })) {
    for (const row of rows) {
      const draft = drafts[row.split as Split] as Draft | undefined;
      const majority = classes.indexOf(row.majority);
      if (draft === undefined || majority < 0) problems.push(badRow(row));
      else draft.rows.push({ id: row.face_id, label: row.label, majority, votes: row.votes });
    }
    for (const split of SPLITS) {
      const images = rows.filter((row) => row.split === split).map((row) => row.image.bytes);
      drafts[split].pixels.push(await decodeUnitBatch(images, size));
    }
  }
  throwIfAny([...problems, ...SPLITS.flatMap((split) => emptySplit(split, drafts[split]))]);
  const splits = { train: finish(drafts.train), valid: finish(drafts.valid), test: finish(drafts.test) };
  return { size, classes, splits };
}

interface Draft {
  readonly rows: { id: string; label: Float32Array; majority: number; votes: number }[];
  readonly pixels: Float32Array[];
}

const emptyDraft = (): Draft => ({ rows: [], pixels: [] });

function sideOf(text: string | undefined): number {
  const size = Number(text);
  if (Number.isInteger(size) && size > 0 && size % 8 === 0) return size;
  throw new UserError({
    message: `faces are ${text ?? "of unknown size"} pixels wide`,
    place: { field: "size" },
    hint: "the nets take sides that are multiples of 8, for example 48: set prepare-faces' size",
  });
}

function badRow(row: {
  readonly face_id: string;
  readonly split: string;
  readonly majority: string;
}): Problem {
  return {
    message: `face ${row.face_id} has split "${row.split}" and majority "${row.majority}"`,
    hint: `splits are ${SPLITS.join(", ")}; the majority must be one of the table's classes`,
  };
}

function emptySplit(split: Split, draft: Draft): Problem[] {
  if (draft.rows.length > 0) return [];
  return [
    {
      message: `the faces table has no ${split} faces`,
      hint: "prepare-faces must fill train, valid and test",
    },
  ];
}

function finish({ rows, pixels }: Draft): FaceSet {
  return {
    ids: rows.map((row) => row.id),
    pixels: joined(pixels),
    labels: joined(rows.map((row) => row.label)),
    majority: Int32Array.from(rows, (row) => row.majority),
    votes: Int32Array.from(rows, (row) => row.votes),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
