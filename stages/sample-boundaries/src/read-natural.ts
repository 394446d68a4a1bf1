import { decodeUnitBatch, fromUnit } from "@limen/images";
import { classesOf, facesTable, readMetadata, scanTable } from "@limen/tables";
import type { Nets } from "./load-nets.ts";
import { checkFaces } from "./load-nets.ts";

/** A real face that no net was trained on. */
export interface NaturalFace {
  readonly id: string;
  readonly pixels: Uint8Array;
  readonly label: Float32Array;
  /** Index of the majority class. */
  readonly majority: number;
}

/** The valid and test faces whose majority class is among `wanted`. Throws a UserError when they do not fit the nets. */
export async function readNatural(
  path: string,
  nets: Nets,
  wanted: ReadonlySet<number>,
): Promise<NaturalFace[]> {
  const metadata = await readMetadata(path);
  const classes = classesOf(metadata);
  checkFaces(nets, path, classes, Number(metadata.size));
  const faces: NaturalFace[] = [];
  const columns = ["face_id", "image", "label", "majority", "split"] as const;
  for await (const rows of scanTable(path, facesTable, { columns })) {
    const kept = rows.filter((row) => row.split !== "train" && wanted.has(classes.indexOf(row.majority)));
    const unit = await decodeUnitBatch(
      kept.map((row) => row.image.bytes),
      nets.size,
    );
    for (const [index, row] of kept.entries()) {
      faces.push({
        id: row.face_id,
        pixels: fromUnit(unit.subarray(index * nets.size ** 2, (index + 1) * nets.size ** 2)),
        label: row.label,
        majority: classes.indexOf(row.majority),
      });
    }
  }
  return faces;
}
