import { join } from "node:path";
import {
  buildDenoiser,
  type DenoiserConfig,
  type DenoisingBatch,
  denoisingLoss,
  measureValidity,
  mixedCondition,
  writeDenoiser,
} from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { encodeGreyPng, toUnit } from "@limen/images";
import { buildClassifier, FlatAdam, type NetName, writeClassifier } from "@limen/models";
import { RandomStream, shuffled } from "@limen/random";
import { facesTable, type Row, VALIDITY_CLASSES, validityTable, writeTable } from "@limen/tables";
import { toyFace } from "@limen/testing/rows";
import { FACE } from "./face-model.ts";

export const toyClasses = ["calm", "glad", "sad"] as const;
export const TOY_SIZE = 16;
const FACES = 48;
/** Two variants of one net, told apart by their names. */
const CLASSIFIERS = ["mlp", "mlp-again"] as const;
const HELD_OUT = "cornet-z-s";
const BATCH = 24;

/** Trains toy nets on blobs whose height is their class; gives the files of each input. */
export async function writeToyNets(folder: string): Promise<Record<string, readonly string[]>> {
  const random = RandomStream.fromSeed("toy nets");
  const place = (name: string) => join(folder, name);
  const blobs = Array.from({ length: FACES }, (_, index) =>
    drawBlob(index, random.split("faces").split(index)),
  );
  const metadata = { classes: JSON.stringify(toyClasses), size: String(TOY_SIZE) };
  const rows = await Promise.all(blobs.map(asFace));
  await writeTable(place("faces.parquet"), facesTable, rows, { metadata });
  await trainDenoiser(place("prior.safetensors"), blobs, random.split("prior"));
  for (const name of [...CLASSIFIERS, HELD_OUT]) {
    const net = name === HELD_OUT ? HELD_OUT : "mlp";
    await trainClassifier(place(`${name}.safetensors`), { name, net }, blobs, random.split(name));
  }
  return {
    faces: [place("faces.parquet")],
    prior: [place("prior.safetensors")],
    classifiers: CLASSIFIERS.map((net) => place(`${net}.safetensors`)),
    heldOut: [place(`${HELD_OUT}.safetensors`)],
  };
}

/** Toy faces against the same pixels in disorder: two nets that know one from the other, and the first one's table. */
export async function writeFaceModel(
  folder: string,
): Promise<Record<"validityNet" | "validity" | "validityGuide", string>> {
  const random = RandomStream.fromSeed("toy face model");
  const blobs = Array.from({ length: BATCH }, (_, index) =>
    drawBlob(index, random.split("faces").split(index)),
  );
  const pictures = blobs.map((blob, place): Blob => {
    if (place % 2 === 0) return { ...blob, which: FACE };
    const pixels = Uint8Array.from(shuffled(random.split("disorder").split(place), [...blob.pixels]));
    return { ...blob, which: 1 - FACE, pixels };
  });
  const validity = join(folder, "validity.parquet");
  const train = async (name: string, stream: string) => {
    const path = join(folder, `${name}.safetensors`);
    await trainClassifier(path, { name, net: "mlp" }, pictures, random.split(stream), VALIDITY_CLASSES);
    return path;
  };
  const validityNet = await train("face-model", "net");
  const validityGuide = await train("face-guide", "guide");
  const graded = { net: "face-model", kind: "face", split: "valid", n: BATCH, passed: 0.95, threshold: 0.5 };
  const rows = [{ ...graded, auc: null, low: null, high: null, degree_rho: null }];
  await writeTable(validity, validityTable, rows);
  return { validityNet, validity, validityGuide };
}

interface Blob {
  readonly index: number;
  readonly which: number;
  readonly pixels: Uint8Array;
}

function drawBlob(index: number, random: RandomStream): Blob {
  const which = index % toyClasses.length;
  const row = 4 + 4 * which + random.normal();
  const column = 8 + 2 * random.normal();
  const pixels = Uint8Array.from({ length: TOY_SIZE ** 2 }, (_, pixel) => {
    const distance = Math.hypot(Math.floor(pixel / TOY_SIZE) - row, (pixel % TOY_SIZE) - column);
    const light = 60 + 160 * Math.exp(-((distance / 3) ** 2)) + 8 * random.normal();
    return Math.max(0, Math.min(255, Math.round(light)));
  });
  return { index, which, pixels };
}

async function asFace({ index, which, pixels }: Blob): Promise<Row<typeof facesTable>> {
  return toyFace({
    face_id: `blob-${index}`,
    image: { bytes: await encodeGreyPng(pixels, TOY_SIZE), path: null },
    label: Float32Array.from(toyClasses, (_, place) => (place === which ? 0.8 : 0.1)),
    majority: toyClasses[which]!,
    split: (["train", "valid", "test"] as const)[Math.floor(index / 3) % 3]!,
  });
}

function batchOf(blobs: readonly Blob[]): tf.Tensor4D {
  const flat = new Float32Array(blobs.length * TOY_SIZE ** 2);
  for (const [place, { pixels }] of blobs.entries()) flat.set(toUnit(pixels), place * TOY_SIZE ** 2);
  return tf.tensor4d(flat, [blobs.length, TOY_SIZE, TOY_SIZE, 1]);
}

async function trainDenoiser(path: string, blobs: readonly Blob[], random: RandomStream): Promise<void> {
  const config: DenoiserConfig = {
    family: "denoiser",
    architecture: "unet",
    size: TOY_SIZE,
    unshuffle: 2,
    channels: [16, 16],
    heads: 2,
    embedding: 16,
    classes: [...toyClasses],
  };
  const net = buildDenoiser(config, random);
  const adam = new FlatAdam(net.parameters, { clipNorm: 1 });
  const minimiser = adam.minimise((clean, noise, sigmas, condition) =>
    denoisingLoss(net.estimate, { clean, noise, sigmas, condition } as DenoisingBatch, "edm"),
  );
  const batch = blobs.slice(0, BATCH);
  for (let step = 0; step < 60; step++) {
    const stream = random.split(step);
    tf.tidy(() => {
      const clean = batchOf(batch);
      const noise = tf.tensor4d(stream.normals(clean.size), clean.shape);
      const sigmas = tf.tensor1d(batch.map(() => Math.exp(-0.6 + 1.2 * stream.normal())));
      const condition = mixedCondition(
        batch.map(({ which }) => (stream.uniform() < 0.2 ? [] : [which])),
        toyClasses.length,
      );
      minimiser.step([clean, noise, sigmas, condition], 5e-3);
    });
  }
  const validity = measureValidity(net.denoise, toyClasses.length, [batchOf(blobs.slice(BATCH))]);
  await writeDenoiser(path, config, net.parameters.toArrays(), validity);
  for (const thing of [minimiser, adam, net]) thing.dispose();
}

async function trainClassifier(
  path: string,
  { name, net }: { readonly name: string; readonly net: NetName },
  blobs: readonly Blob[],
  random: RandomStream,
  names: readonly string[] = toyClasses,
): Promise<void> {
  const classes = [...names];
  const config = {
    family: "classifier" as const,
    name,
    net,
    size: TOY_SIZE,
    classes,
    width: 0.25,
    temperature: 1.5,
  };
  const classifier = buildClassifier(config, random);
  const adam = new FlatAdam(classifier.parameters);
  const minimiser = adam.minimise((x, target) =>
    tf.losses.softmaxCrossEntropy(target!, classifier.logits(x as tf.Tensor4D)),
  );
  const batch = blobs.slice(0, BATCH);
  for (let step = 0; step < 40; step++) {
    tf.tidy(() => {
      const x = batchOf(batch);
      const target = tf.oneHot(
        batch.map(({ which }) => which),
        classes.length,
      );
      minimiser.step([x, target], 1e-2);
    });
  }
  await writeClassifier(path, classifier);
  for (const thing of [minimiser, adam, classifier]) thing.dispose();
}
