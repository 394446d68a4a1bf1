import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { buildClassifier, type ClassifierConfig, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { faceKindsTable, facesTable, type Row, VALIDITY_CLASSES, writeTable } from "@limen/tables";
import { toyFace } from "@limen/testing/rows";

const SIZE = 16;

/** Grey levels: the toy net takes bright pictures for faces. */
const TOY: readonly {
  readonly kind: string;
  readonly split: string;
  readonly grey: number;
  readonly none: number;
}[] = [
  ...["train", "valid", "test"].flatMap((split) =>
    Array.from({ length: 20 }, (_, i) => ({ kind: "face", split, grey: 200 + i, none: 0 })),
  ),
  ...Array.from({ length: 10 }, (_, i) => ({ kind: "negative", split: "test", grey: 20 + i, none: 1 })),
  ...Array.from({ length: 9 }, (_, i) => ({ kind: "blur", split: "test", grey: 215 - 10 * i, none: i / 8 })),
];

export const exampleParams = { keep: 0.9 };

/** Writes flat pictures of known brightness and a net whose p(face) rises with brightness. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const paths = {
    classifier: join(folder, "classifier.safetensors"),
    faces: join(folder, "faces.parquet"),
    kinds: join(folder, "kinds.parquet"),
  };
  await writeToyNet(paths.classifier);
  const metadata = { classes: JSON.stringify(VALIDITY_CLASSES), size: String(SIZE) };
  await writeTable(paths.faces, facesTable, await Promise.all(TOY.map(toyPicture)), { metadata });
  await writeTable(
    paths.kinds,
    faceKindsTable,
    TOY.map(({ kind, split }, i) => ({ face_id: `toy-${i}`, kind, split, made_from: null, strength: null })),
  );
  return { classifier: [paths.classifier], faces: [paths.faces], kinds: [paths.kinds] };
}

/** Logistic regression with the same small weight for every pixel. */
export async function writeToyNet(
  path: string,
  classes: readonly string[] = VALIDITY_CLASSES,
): Promise<void> {
  const config: ClassifierConfig = {
    family: "classifier",
    name: "toy",
    net: "logistic",
    size: SIZE,
    classes: [...classes],
    width: 1,
    temperature: 1,
  };
  const net = buildClassifier(config, RandomStream.fromSeed("toy net"));
  const arrays = net.parameters.toArrays();
  const [, kernel] = Object.entries(arrays).find(
    ([, { data }]) => data.length === SIZE ** 2 * classes.length,
  )!;
  for (let i = 0; i < kernel.data.length; i++) kernel.data[i] = i % 2 === 1 ? 0.01 : 0;
  net.parameters.assign(arrays);
  await writeClassifier(path, net);
  net.dispose();
}

async function toyPicture(
  { split, grey, none }: (typeof TOY)[number],
  index: number,
): Promise<Row<typeof facesTable>> {
  return toyFace({
    face_id: `toy-${index}`,
    image: { bytes: await encodeGreyPng(new Uint8Array(SIZE ** 2).fill(grey), SIZE), path: null },
    label: Float32Array.of(none, 1 - none),
    votes: 0,
    majority: VALIDITY_CLASSES[none >= 0.5 ? 0 : 1],
    split,
  });
}
