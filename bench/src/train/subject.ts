import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDenoiser, type DenoiserConfig, writeDenoiser } from "@limen/diffusion";
import { buildClassifier, type NetName, netNames, type Parameters, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";

/** (images) of a step, on both sides. */
export const BATCH = 64;
/** (pixels) */
export const SIZE = 48;
/** Noise levels of a denoiser's batch, from .05 to 7; bench/torch/train.py has the same. */
export const SIGMAS = Array.from({ length: BATCH }, (_, i) => Math.exp(-3 + (5 * i) / BATCH));

const CLASSES = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];
/** Noise on first weights: layers that start at zero would agree whatever they compute. */
const ROUGHEN = 0.02;

/** What one side of one net measured. */
export interface Measured {
  /** Of the first batch, before any step: both sides must agree. */
  readonly loss: number;
  /** (images/s) */
  readonly forward: number;
  readonly training: number;
}

/** A net that both sides train: a member of the zoo, or a U-Net of the prior. */
export interface Subject {
  readonly name: string;
  readonly kind: "classifier" | "denoiser";
  /** Least ratio to PyTorch that is wanted; null: none is. */
  readonly wanted: number | null;
  readonly write: (path: string, random: RandomStream) => Promise<void>;
}

const WANTED: Partial<Record<NetName, number>> = {
  "vgg-s": 1,
  "resnet-s": 1,
  "cornet-z-s": 1,
  "xception-s": 1,
  "vit-s": 0.9,
};
const UNETS = { "unet-2": [48, 96, 160], "unet-4": [64, 128, 192] } as const;

export const subjects: readonly Subject[] = [
  ...netNames.map(
    (net): Subject => ({
      name: net,
      kind: "classifier",
      wanted: WANTED[net] ?? null,
      write: async (path, random) => {
        const config = {
          family: "classifier",
          name: net,
          net,
          size: SIZE,
          width: 1,
          temperature: 1,
        } as const;
        const classifier = buildClassifier({ ...config, classes: CLASSES }, random);
        roughen(classifier.parameters, random);
        await writeClassifier(path, classifier);
        classifier.dispose();
      },
    }),
  ),
  ...Object.entries(UNETS).map(
    ([name, channels]): Subject => ({
      name,
      kind: "denoiser",
      wanted: 0.9,
      write: async (path, random) => {
        const config: DenoiserConfig = {
          family: "denoiser",
          architecture: "unet",
          size: SIZE,
          unshuffle: name === "unet-2" ? 2 : 4,
          channels: [...channels],
          heads: 4,
          embedding: 128,
          classes: CLASSES,
        };
        const net = buildDenoiser(config, random);
        roughen(net.parameters, random);
        // Not used: the file must have it.
        const typical = {
          sigmas: [1],
          errors: new Array<number>(101).fill(0),
          detail: [0, 1] as [number, number],
        };
        await writeDenoiser(path, config, net.parameters.toArrays(), typical);
        net.dispose();
      },
    }),
  ),
];

/** Writes the net's weights, and a batch, into a folder that both sides read. */
export async function writeSubject({ write }: Subject, folder: string): Promise<void> {
  const random = RandomStream.fromSeed(1);
  mkdirSync(folder, { recursive: true });
  await write(join(folder, "weights.safetensors"), random.split("weights"));
  for (const name of ["images", "noise"])
    writeFileSync(join(folder, name), random.split(name).normals(BATCH * SIZE ** 2));
  writeFileSync(join(folder, "labels"), votes(random.split("labels")));
}

/** Distributions over the classes, one an image. */
function votes(random: RandomStream): Float32Array {
  const values = random.normals(BATCH * CLASSES.length).map(Math.exp);
  for (let row = 0; row < values.length; row += CLASSES.length) {
    const own = values.subarray(row, row + CLASSES.length);
    const sum = own.reduce((total, value) => total + value, 0);
    own.set(own.map((value) => value / sum));
  }
  return values;
}

function roughen(parameters: Parameters, random: RandomStream): void {
  const arrays = parameters.toArrays();
  for (const [name, { data }] of Object.entries(arrays)) {
    const noise = random.split("rough").split(name).normals(data.length);
    for (const [place, value] of noise.entries()) data[place]! += ROUGHEN * value;
  }
  parameters.assign(arrays);
}
