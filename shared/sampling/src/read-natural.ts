import { createHash } from "node:crypto";
import { decodeUnitBatch, fromUnit } from "@limen/images";
import { classesOf, facesTable, readMetadata, scanTable } from "@limen/tables";
import { faceScoresOf, validityOf } from "./judge.ts";
import { checkFaces, type Nets } from "./nets.ts";

/** A real face that no net was trained on. */
export interface NaturalFace {
  readonly id: string;
  readonly pixels: Uint8Array;
  readonly label: Float32Array;
  /** Index of the majority class. */
  readonly majority: number;
  /** How face-like, in [0, 1], by the same measure as the samples'. */
  readonly validity: number;
  /** p(face) of the validity net; null without one. */
  readonly faceScore: number | null;
}

/**
 * The valid and test faces, each picture once and none that also stands in the train split (the set has such repeats).
 * Throws a UserError when they do not fit the nets.
 */
export async function readNatural(path: string, nets: Nets): Promise<NaturalFace[]> {
  const metadata = await readMetadata(path);
  const classes = classesOf(metadata);
  checkFaces(nets, path, classes, Number(metadata.size));
  const seen = await trainPictures(path);
  const faces: NaturalFace[] = [];
  const columns = ["face_id", "image", "label", "majority", "split"] as const;
  for await (const rows of scanTable(path, facesTable, { columns })) {
    const kept = rows.filter((row) => {
      if (row.split === "train") return false;
      const picture = pictureOf(row.image.bytes);
      return seen.has(picture) ? false : seen.add(picture);
    });
    const unit = await decodeUnitBatch(
      kept.map((row) => row.image.bytes),
      nets.size,
    );
    const pixels = kept.map((_, index) =>
      fromUnit(unit.subarray(index * nets.size ** 2, (index + 1) * nets.size ** 2)),
    );
    const validity = validityOf(nets, pixels);
    const faceScores = faceScoresOf(nets, pixels);
    for (const [index, row] of kept.entries()) {
      faces.push({
        id: row.face_id,
        pixels: pixels[index]!,
        label: row.label,
        majority: classes.indexOf(row.majority),
        validity: validity[index]!,
        faceScore: faceScores[index]!,
      });
    }
  }
  return faces;
}

async function trainPictures(path: string): Promise<Set<string>> {
  const pictures = new Set<string>();
  for await (const rows of scanTable(path, facesTable, { columns: ["image", "split"] })) {
    for (const row of rows) if (row.split === "train") pictures.add(pictureOf(row.image.bytes));
  }
  return pictures;
}

/** Equal pixels have equal bytes: every face was written by the same encoder. */
function pictureOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
