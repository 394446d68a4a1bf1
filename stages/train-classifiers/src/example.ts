import { join } from "node:path";
import { encodeGreyPng, fromUnit } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, type Row, writeTable } from "@limen/tables";
import { toyFace } from "@limen/testing/rows";

const SIZE = 16;
const CLASSES = ["left", "right", "both"];
const FACES = { train: 96, valid: 24, test: 24 };

/** Smallest parameters that learn the toy faces. */
export const exampleParams = {
  net: "cornet-z-s" as const,
  width: 0.25,
  epochs: 6,
  batch: 16,
  learningRate: 0.005,
  dropout: 0,
  flip: false,
  turn: 5,
  ema: 0.9,
};

/** Writes toy faces: a bright blob on the left, on the right, or on both sides, with noise. Gives the path of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const faces = join(folder, "faces.parquet");
  const metadata = { classes: JSON.stringify(CLASSES), size: String(SIZE) };
  await writeTable(faces, facesTable, await toyFaces(), { metadata });
  return { faces: [faces] };
}

export async function toyFaces(): Promise<Row<typeof facesTable>[]> {
  const random = RandomStream.fromSeed("train-classifiers example");
  const rows = Object.entries(FACES).flatMap(([split, count]) =>
    Array.from({ length: count }, (_, i) => exampleFace(split, i, random.split(split).split(i))),
  );
  return Promise.all(rows);
}

async function exampleFace(
  split: string,
  index: number,
  random: RandomStream,
): Promise<Row<typeof facesTable>> {
  const label = index % CLASSES.length;
  const centres = label === 2 ? [4, 11] : [label === 0 ? 4 : 11];
  const row = 6 + 4 * random.uniform();
  const pixels = Float32Array.from({ length: SIZE ** 2 }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const blobs = centres.map((centre) => Math.exp(-((x - centre) ** 2 + (y - row) ** 2) / 8));
    return blobs.reduce((sum, blob) => sum + 1.4 * blob, -0.7) + 0.15 * random.normal();
  });
  return toyFace({
    face_id: `${split}-${index}`,
    image: { bytes: await encodeGreyPng(fromUnit(pixels), SIZE), path: null },
    label: Float32Array.from(CLASSES, (_, c) => (c === label ? 0.8 : 0.1)),
    majority: CLASSES[label]!,
    split,
  });
}
