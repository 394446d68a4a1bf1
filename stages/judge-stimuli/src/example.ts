import { join } from "node:path";
import { encodeGreyPng, fromUnit } from "@limen/images";
import { buildClassifier, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { facesTable, type Row, stimuliTable, writeTable } from "@limen/tables";
import { toyFace, toyStimulus } from "@limen/testing/rows";
import type { z } from "zod";
import type { params } from "./params.ts";

const SIZE = 16;
const CLASSES = ["calm", "glad", "sad"];
/** Row at which a net looks for each class. */
const HEIGHTS = [4, 8, 12];
const SPLITS = { train: 40, valid: 20, test: 40 };
const EACH = 8;
const RANDOM = RandomStream.fromSeed("judge-stimuli example");

export const exampleParams: z.input<typeof params> = { references: 40, floorDraws: 5, draws: 100 };

export interface ExampleOptions {
  /** The uncertainty arm shows train faces instead of faces between two classes. */
  readonly copies?: boolean;
  /** The stimuli in the reverse order. */
  readonly reversed?: boolean;
  /** Every stimulus twice, under two names. */
  readonly doubled?: boolean;
  readonly heldOut?: string;
  readonly faceClasses?: readonly string[];
  readonly faceSize?: number;
  /** (faces) of each split */
  readonly faces?: number;
}

/**
 * Blobs of light whose height is their class, and nets that read it by hand-made weights: "upper" and "lower" differ by a
 * row and a half, "level" lies between them and is held out. Gives the files of each input.
 */
export async function writeExampleInputs(
  folder: string,
  options: ExampleOptions = {},
): Promise<Record<string, readonly string[]>> {
  const place = (name: string) => join(folder, name);
  const faces = Object.entries(SPLITS).flatMap(([split, count]) =>
    Array.from({ length: options.faces ?? count }, (_, index) => exampleFace(split, index)),
  );
  const faceClasses = options.faceClasses ?? CLASSES;
  await writeTable(place("faces.parquet"), facesTable, await Promise.all(faces), {
    metadata: { classes: JSON.stringify(faceClasses), size: String(options.faceSize ?? SIZE) },
  });
  const stimuli = await toyStimuli(options);
  await writeTable(place("stimuli.parquet"), stimuliTable, options.reversed ? stimuli.reverse() : stimuli, {
    metadata: { classes: JSON.stringify(CLASSES), size: String(SIZE) },
  });
  for (const [name, offset] of [
    ["upper", 0.75],
    ["lower", -0.75],
    ["level", 0],
  ] as const) {
    await writeNet(place(`${name}.safetensors`), name, offset);
  }
  return {
    faces: [place("faces.parquet")],
    stimuli: [place("stimuli.parquet")],
    classifiers: [place("upper.safetensors"), place("lower.safetensors")],
    heldOut: [place(`${options.heldOut ?? "level"}.safetensors`)],
  };
}

/** A net whose score of a class is the light near that class's row, the rows moved by `offset`. */
async function writeNet(path: string, name: string, offset: number): Promise<void> {
  const classifier = buildClassifier(
    { family: "classifier", name, net: "logistic", size: SIZE, classes: CLASSES, width: 1, temperature: 1 },
    RANDOM,
  );
  const kernel = Float32Array.from({ length: SIZE ** 2 * CLASSES.length }, (_, index) => {
    const row = Math.floor(index / CLASSES.length / SIZE);
    return 0.12 * Math.exp(-(((row - HEIGHTS[index % CLASSES.length]! - offset) / 2) ** 2));
  });
  classifier.parameters.assign({
    "head/kernel": { shape: [SIZE ** 2, CLASSES.length], data: kernel },
    "head/bias": { shape: [CLASSES.length], data: new Float32Array(CLASSES.length) },
  });
  await writeClassifier(path, classifier);
  classifier.dispose();
}

/** Grey levels of blobs of light at these heights, with a little noise. */
function blobs(heights: readonly number[], stream: RandomStream): Uint8Array {
  const column = 7.5 + 1.5 * stream.normal();
  const light = Float32Array.from({ length: SIZE ** 2 }, (_, pixel) => {
    const glow = heights.reduce((sum, height) => {
      const distance = Math.hypot(Math.floor(pixel / SIZE) - height, (pixel % SIZE) - column);
      return sum + Math.exp(-((distance / 3) ** 2));
    }, 0);
    return -0.6 + (1.2 * glow) / heights.length + 0.04 * stream.normal();
  });
  return fromUnit(light);
}

function faceBlob(split: string, index: number): Uint8Array {
  const stream = RANDOM.split(split).split(index);
  return blobs([HEIGHTS[index % CLASSES.length]! + 0.7 * stream.normal()], stream);
}

async function asImage(pixels: Uint8Array) {
  return { bytes: await encodeGreyPng(pixels, SIZE), path: null };
}

async function exampleFace(split: string, index: number): Promise<Row<typeof facesTable>> {
  return toyFace({
    face_id: `${split}-${index}`,
    image: await asImage(faceBlob(split, index)),
    label: Float32Array.from(CLASSES, (_, c) => (c === index % CLASSES.length ? 0.8 : 0.1)),
    majority: CLASSES[index % CLASSES.length]!,
    split,
  });
}

/** Stimuli of all arms between calm and glad. */
async function toyStimuli({ copies, doubled }: ExampleOptions): Promise<Row<typeof stimuliTable>[]> {
  const [calm, glad] = [HEIGHTS[0]!, HEIGHTS[1]!];
  const between = (arm: string, heights: readonly number[]) => (index: number) =>
    blobs(heights, RANDOM.split(arm).split(index));
  const arms: Record<string, (index: number) => Uint8Array> = {
    // Rows look for their classes .75 lower in the guide "upper".
    uncertainty: copies
      ? (index) => faceBlob("train", index)
      : between("uncertainty", [calm + 0.75, glad + 0.75]),
    // Between the two: upper sees calm in it, lower glad.
    controversial: between("controversial", [(calm + glad) / 2]),
    natural: (index) => faceBlob("valid", 3 * index),
    unguided: (index) => {
      const stream = RANDOM.split("unguided").split(index);
      return blobs([4 + 8 * stream.uniform()], stream);
    },
    confident: between("confident", [calm + 0.75]),
  };
  const rows = Object.entries(arms).flatMap(([arm, draw]) =>
    Array.from({ length: doubled ? 2 * EACH : EACH }, (_, index) =>
      stimulusOf(arm, index, draw(index % EACH)),
    ),
  );
  return Promise.all(rows);
}

async function stimulusOf(arm: string, index: number, pixels: Uint8Array): Promise<Row<typeof stimuliTable>> {
  const p = Float32Array.from(CLASSES, () => 1 / CLASSES.length);
  const boundary = arm === "uncertainty" || arm === "controversial";
  return toyStimulus({
    stimulus_id: `${arm}-${index}`,
    image: await asImage(pixels),
    arm,
    sampler: arm === "natural" ? "none" : arm === "unguided" ? "unguided" : "gauss-newton",
    class_a: CLASSES[0]!,
    class_b: CLASSES[1]!,
    guide_1: "upper",
    guide_2: arm === "controversial" ? "lower" : null,
    p_guide_1: p,
    p_guide_2: arm === "controversial" ? p : null,
    p_held_out: p,
    held_out: "level",
    match_id: boundary ? null : `uncertainty-${index}`,
    face_id: arm === "natural" ? `valid-${3 * index}` : null,
  });
}
