import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, type Row, writeTable } from "@limen/tables";
import { toyFace } from "@limen/testing/rows";
import type { z } from "zod";
import type { params } from "./params.ts";

/** Smallest training that shows everything: a few steps of a tiny net. */
export const exampleParams: z.input<typeof params> = {
  architecture: "unet",
  unshuffle: 2,
  channels: [8, 16],
  heads: 2,
  embedding: 16,
  images: 64,
  batch: 8,
  warmup: 16,
  sheetAt: [0.5, 1],
  samples: 4,
  steps: 4,
  validityFaces: 8,
  checkpointEvery: 16,
};

export const exampleClasses = ["calm", "glad", "sad"] as const;
export const EXAMPLE_SIZE = 16;

const FACES = 96;

/** Writes 96 faces of a sort; gives the file of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const faces = join(folder, "faces.parquet");
  const metadata = { classes: JSON.stringify(exampleClasses), size: String(EXAMPLE_SIZE) };
  await writeTable(faces, facesTable, await exampleFaces(FACES, RandomStream.fromSeed("blobs")), {
    metadata,
  });
  return { faces: [faces] };
}

/** Faces of a sort: a bright blob whose height in the picture tells the class. */
async function exampleFaces(count: number, random: RandomStream): Promise<Row<typeof facesTable>[]> {
  const rows: Row<typeof facesTable>[] = [];
  for (let index = 0; index < count; index++) {
    const stream = random.split(index);
    const which = index % exampleClasses.length;
    const row = 4 + 4 * which + stream.normal();
    const column = 8 + 2 * stream.normal();
    const pixels = Uint8Array.from({ length: EXAMPLE_SIZE ** 2 }, (_, pixel) => {
      const distance = Math.hypot(Math.floor(pixel / EXAMPLE_SIZE) - row, (pixel % EXAMPLE_SIZE) - column);
      return Math.max(
        0,
        Math.min(255, Math.round(60 + 160 * Math.exp(-((distance / 3) ** 2)) + 8 * stream.normal())),
      );
    });
    rows.push(
      toyFace({
        face_id: `blob-${index}`,
        image: { bytes: await encodeGreyPng(pixels, EXAMPLE_SIZE), path: null },
        label: Float32Array.from(exampleClasses, (_, place) => (place === which ? 0.8 : 0.1)),
        majority: exampleClasses[which]!,
        split: index % 4 === 3 ? (index % 8 === 3 ? "valid" : "test") : "train",
      }),
    );
  }
  return rows;
}
