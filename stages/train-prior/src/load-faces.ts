import { UserError } from "@limen/errors";
import { decodeUnitBatch, fromUnit } from "@limen/images";
import { classesOf, facesTable, readMetadata, scanTable } from "@limen/tables";

/** Faces in memory: grey bytes, a quarter of the floats that the net gets. */
export interface FaceSet {
  readonly size: number;
  readonly classes: readonly string[];
  readonly train: readonly Face[];
  readonly valid: readonly Face[];
}

export interface Face {
  readonly pixels: Uint8Array;
  /** Share of the votes that each class got. */
  readonly label: Float32Array;
  /** Index of the majority class. */
  readonly majority: number;
}

/** Reads the train and valid splits. Throws a UserError when either is empty. */
export async function loadFaces(path: string): Promise<FaceSet> {
  const metadata = await readMetadata(path);
  const classes = classesOf(metadata);
  const size = Number(metadata.size);
  const train: Face[] = [];
  const valid: Face[] = [];
  const columns = ["image", "label", "majority", "split"] as const;
  for await (const rows of scanTable(path, facesTable, { columns })) {
    const wanted = rows.filter((row) => row.split !== "test");
    const unit = await decodeUnitBatch(
      wanted.map((row) => row.image.bytes),
      size,
    );
    for (const [index, row] of wanted.entries()) {
      const pixels = fromUnit(unit.subarray(index * size * size, (index + 1) * size * size));
      const face = { pixels, label: row.label, majority: classes.indexOf(row.majority) };
      (row.split === "train" ? train : valid).push(face);
    }
  }
  if (train.length === 0 || valid.length < 2) {
    throw new UserError({
      message: `the faces table has ${train.length} train and ${valid.length} valid faces`,
      place: { file: path, field: "split" },
      hint: "the prior learns from train and needs two valid faces or more to tell what is typical",
    });
  }
  return { size, classes, train, valid };
}
