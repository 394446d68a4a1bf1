import { join } from "node:path";
import { buildDenoiser, type DenoiserConfig, writeDenoiser } from "@limen/diffusion";
import { encodeGreyPng, fromUnit } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, type Row, VALIDITY_CLASSES, writeTable } from "@limen/tables";

const SIZE = 16;
const CLASSES = ["calm", "glad"];
const FACES = { train: 60, valid: 10, test: 20 };

export const exampleParams = {};

/** A smallest denoiser: what it draws is no face either. */
const PRIOR: DenoiserConfig = {
  family: "denoiser",
  architecture: "unet",
  size: SIZE,
  unshuffle: 2,
  channels: [8, 16],
  heads: 2,
  embedding: 16,
  classes: CLASSES,
};

/** Writes toy faces (two dark eyes and a mouth), two that people doubted, and an untrained prior. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const [faces, notFaces, prior] = [
    join(folder, "faces.parquet"),
    join(folder, "notFaces.parquet"),
    join(folder, "prior.safetensors"),
  ];
  const size = String(SIZE);
  const rows = await toyFaces();
  await writeTable(faces, facesTable, rows, { metadata: { classes: JSON.stringify(CLASSES), size } });
  const doubted = [doubt(rows[0]!, 0.2), doubt({ ...rows[1]!, face_id: "lamp" }, 0.9)];
  const classes = JSON.stringify(VALIDITY_CLASSES);
  await writeTable(notFaces, facesTable, doubted, { metadata: { classes, size } });
  const net = buildDenoiser(PRIOR, RandomStream.fromSeed("make-nonfaces example"));
  const errors = Array.from({ length: 101 }, (_, i) => i);
  await writeDenoiser(prior, PRIOR, net.parameters.toArrays(), { sigmas: [0.5], errors, detail: [0, 1] });
  net.dispose();
  return { faces: [faces], notFaces: [notFaces], prior: [prior] };
}

export async function toyFaces(): Promise<Row<typeof facesTable>[]> {
  const random = RandomStream.fromSeed("make-nonfaces faces");
  const rows = Object.entries(FACES).flatMap(([split, count]) =>
    Array.from({ length: count }, (_, i) => toyFace(`${split}-${i}`, split, random.split(split).split(i))),
  );
  return Promise.all(rows);
}

async function toyFace(
  face_id: string,
  split: string,
  random: RandomStream,
): Promise<Row<typeof facesTable>> {
  const skin = 0.2 + 0.4 * random.uniform();
  const pixels = Float32Array.from({ length: SIZE ** 2 }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const feature = (y >= 5 && y <= 7 && (x === 4 || x === 11)) || (y === 12 && x >= 5 && x <= 10);
    return (feature ? -0.7 : skin) + 0.1 * random.normal();
  });
  return {
    face_id,
    image: { bytes: await encodeGreyPng(fromUnit(pixels), SIZE), path: null },
    label: Float32Array.of(1, 0),
    votes: 10,
    majority: "calm",
    split,
    source: "synthetic",
    identity: `person-${face_id}`,
    truth: Float32Array.of(1, 0),
    controls: Float32Array.of(1),
    file: "",
  };
}

function doubt(face: Row<typeof facesTable>, none: number): Row<typeof facesTable> {
  const label = Float32Array.of(none, 1 - none);
  return { ...face, label, majority: none > 0.5 ? "not a face" : "face", truth: null };
}
