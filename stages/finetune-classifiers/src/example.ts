import { join } from "node:path";
import { encodeGreyPng, fromUnit } from "@limen/images";
import { buildClassifier, type NetName, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { writeTable } from "@limen/tables";
import { facesTable, keptTrialsTable, stimuliTable } from "@limen/tables/specs";
import { toyFace, toyStimulus } from "@limen/testing/rows";
import { makeToyWorld } from "./toy-world.ts";

const SIZE = 16;
const CLASSES = 3;
const STIMULI = 36;
const FACES = 40;

/** Smallest parameters that exercise every model. */
export const exampleParams = {
  epochs: 6,
  extraEpochs: 1,
  learningRate: 0.01,
  batch: 16,
  minTrials: 10,
  full: { people: 1, epochs: 2, draws: 64 },
};

/**
 * Writes toy inputs: pictures that mix one pattern a class, observers who see the mixture through their own criteria,
 * and a classifier that knows nothing yet. Gives the path of each input.
 */
export async function writeExampleInputs(
  folder: string,
  net: NetName = "logistic",
): Promise<Record<string, readonly string[]>> {
  const random = RandomStream.fromSeed("finetune-classifiers example");
  const patterns = Array.from({ length: CLASSES }, (_, c) =>
    random
      .split("pattern")
      .split(c)
      .normals(SIZE ** 2),
  );
  const mixes = Float64Array.from(random.split("mix").normals((STIMULI + FACES) * CLASSES));
  const world = makeToyWorld(
    {
      classes: CLASSES,
      stimuli: STIMULI,
      people: 8,
      trialsEach: 60,
      biasSpread: 0.8,
      scores: mixes.subarray(0, STIMULI * CLASSES).map((mix) => 2 * mix),
    },
    random.split("world"),
  );
  const image = async (row: number) => {
    const pixels = Float32Array.from({ length: SIZE ** 2 }, (_, i) =>
      patterns.reduce((sum, pattern, c) => sum + 0.25 * mixes[row * CLASSES + c]! * pattern[i]!, 0),
    );
    return { bytes: await encodeGreyPng(fromUnit(pixels), SIZE), path: null };
  };
  const metadata = { classes: JSON.stringify(world.classes), size: String(SIZE) };
  const even = new Float32Array(CLASSES).fill(1 / CLASSES);
  const paths = {
    classifier: join(folder, "classifier.safetensors"),
    stimuli: join(folder, "stimuli.parquet"),
    trials: join(folder, "trials.parquet"),
    faces: join(folder, "faces.parquet"),
  };
  const stimuli = await Promise.all(
    world.stimuli.map(async (stimulus_id, row) =>
      toyStimulus({
        stimulus_id,
        image: await image(row),
        class_a: world.classes[0]!,
        class_b: world.classes[1]!,
        guide_1: "mlp",
        p_guide_1: even,
        p_held_out: even,
      }),
    ),
  );
  const faces = await Promise.all(
    Array.from({ length: FACES }, async (_, face) => {
      const row = STIMULI + face;
      const own = mixes.subarray(row * CLASSES, (row + 1) * CLASSES);
      const majority = own.indexOf(Math.max(...own));
      return toyFace({
        face_id: `face-${face}`,
        image: await image(row),
        label: Float32Array.from({ length: CLASSES }, (_, c) => (c === majority ? 1 : 0)),
        votes: 0,
        majority: world.classes[majority]!,
        split: face % 2 === 0 ? "train" : "test",
      });
    }),
  );
  await writeTable(paths.stimuli, stimuliTable, stimuli, { metadata });
  await writeTable(paths.faces, facesTable, faces, { metadata });
  await writeTable(paths.trials, keptTrialsTable, world.trials, { metadata });
  const config = { family: "classifier", name: net, net, size: SIZE } as const;
  const shape = { width: 1, temperature: 1, classes: [...world.classes] };
  const classifier = buildClassifier({ ...config, ...shape }, random.split("net"));
  await writeClassifier(paths.classifier, classifier);
  classifier.dispose();
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, [path]]));
}
