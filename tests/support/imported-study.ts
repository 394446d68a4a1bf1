import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeGreyPng, fromUnit } from "@limen/images";
import { buildClassifier, writeClassifier } from "@limen/models";
import { categorical, RandomStream } from "@limen/random";
import { facesTable, stimuliTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { toyFace, toyStimulus } from "@limen/testing/rows";
import { importStage } from "./stages.ts";

const SIZE = 16;
const FACES = 40;

/** A study of someone else's: their classes, their people, their file of trials. */
export interface Shape {
  readonly classes: readonly string[];
  readonly stimuli: number;
  /** (trials) of each participant. */
  readonly trials: readonly number[];
  /** Ratings from 0 to 100 of every class instead of a choice. */
  readonly rates?: boolean;
  /** What the person answers in place of their own choice: an index of a class. */
  answerOf?(person: number, choice: number): number;
}

const nameOf = (stimulus: number) => `picture-${String(stimulus).padStart(3, "0")}.png`;
const personOf = (person: number) => `s${String(person).padStart(2, "0")}`;

/** Import, exclusions, alignment, evaluation and report of that study; gives the files of each stage's outputs. */
export async function runImported(shape: Shape, align: object = {}) {
  const folder = temporaryDirectory();
  const files = await writeStudy(folder, shape);
  const path = join(folder, "trials.csv");
  writeFileSync(path, trialsCsv(shape));
  const run = async (
    stage: string,
    params: Readonly<Record<string, unknown>>,
    inputs: Record<string, readonly string[] | string>,
    externals = {},
  ) => runStage(await importStage(stage), { params, inputs, externals });
  const experiment = await run(
    "run-experiment",
    { mode: "import", path },
    { stimuli: files.stimuli },
    { path },
  );
  const responses = await run(
    "aggregate-responses",
    {
      minMedianRt: 0,
      maxOneKey: 1,
      minTrials: 1,
      minRepeatPairs: 2,
      splits: 4,
      draws: 100,
      entropyDraws: 100,
    },
    {
      trials: experiment.outputs.trials!,
      comparisons: experiment.outputs.comparisons!,
      participants: experiment.outputs.participants!,
      stimuli: files.stimuli,
    },
  );
  const aligned = await run(
    "finetune-classifiers",
    { ...SMALL, ...align },
    {
      classifier: files.classifier,
      stimuli: files.stimuli,
      trials: responses.outputs.trials!,
      faces: files.faces,
    },
  );
  const { scores, predictions, parameters, curve, rungs, notes, fewShot, clusters } = aligned.outputs;
  const { choices, reliability, exclusions, trials } = responses.outputs;
  const evaluation = await run(
    "evaluate",
    { draws: 100, permutations: 100 },
    {
      stimuli: files.stimuli,
      choices: choices!,
      reliability: reliability!,
      trials: trials!,
      exclusions: exclusions!,
      participants: experiment.outputs.participants!,
      scores: scores!,
      groupPredictions: predictions!,
      parameters: parameters!,
      curves: curve!,
    },
  );
  const { claims, points, swaps } = evaluation.outputs;
  const report = await run(
    "report",
    {},
    {
      faces: files.faces,
      stimuli: files.stimuli,
      exclusions: exclusions!,
      choices: choices!,
      reliability: reliability!,
      scores: scores!,
      rungs: rungs!,
      notes: notes!,
      fewShot: fewShot!,
      clusters: clusters!,
      groupPredictions: predictions!,
      claims: claims!,
      points: points!,
      swaps: swaps!,
    },
  );
  return {
    experiment: experiment.outputs,
    responses: responses.outputs,
    aligned: aligned.outputs,
    evaluation: evaluation.outputs,
    report: report.outputs.report!,
  };
}

/** Seconds, not minutes. */
const SMALL = {
  epochs: 2,
  extraEpochs: 1,
  learningRate: 0.01,
  batch: 32,
  baseFaces: 20,
  minTrials: 10,
  precisions: [16, 4],
  folds: 2,
  featureRank: 2,
  wideRank: 3,
  ranks: [1],
  clusters: 2,
  fewShot: [10],
};

/** Pictures that mix a pattern a class, and a net that knows nothing yet. */
async function writeStudy(folder: string, { classes, stimuli }: Shape) {
  const random = RandomStream.fromSeed("imported study");
  const patterns = classes.map((_, c) =>
    random
      .split("pattern")
      .split(c)
      .normals(SIZE ** 2),
  );
  const image = async (mix: readonly number[]) => {
    const pixels = Float32Array.from({ length: SIZE ** 2 }, (_, i) =>
      patterns.reduce(
        (sum, pattern, c) => sum + (0.3 * mix[c]! * pattern[i]!) / Math.sqrt(classes.length),
        0,
      ),
    );
    return { bytes: await encodeGreyPng(fromUnit(pixels), SIZE), path: null };
  };
  const metadata = { classes: JSON.stringify(classes), size: String(SIZE) };
  const even = Float32Array.from(classes, () => 1 / classes.length);
  const paths = {
    stimuli: join(folder, "stimuli.parquet"),
    faces: join(folder, "faces.parquet"),
    classifier: join(folder, "classifier.safetensors"),
  };
  const shown = await Promise.all(
    Array.from({ length: stimuli }, async (_, s) =>
      toyStimulus({
        stimulus_id: nameOf(s),
        image: await image(mixOf(s, classes.length)),
        class_a: classes[0]!,
        class_b: classes[1]!,
        guide_1: "mlp",
        p_guide_1: even,
        p_held_out: even,
      }),
    ),
  );
  const faces = await Promise.all(
    Array.from({ length: FACES }, async (_, face) =>
      toyFace({
        face_id: `face-${face}`,
        image: await image(classes.map((_name, c) => (c === face % classes.length ? 3 : 0))),
        label: Float32Array.from(classes, (_name, c) => (c === face % classes.length ? 1 : 0)),
        majority: classes[face % classes.length]!,
        split: face % 4 === 0 ? "test" : "train",
      }),
    ),
  );
  await writeTable(paths.stimuli, stimuliTable, shown, { metadata });
  await writeTable(paths.faces, facesTable, faces, { metadata: { ...metadata, controls: "[]" } });
  const config = { family: "classifier", name: "logistic", net: "logistic", size: SIZE, width: 1 } as const;
  const classifier = buildClassifier(
    { ...config, temperature: 1, classes: [...classes] },
    random.split("net"),
  );
  await writeClassifier(paths.classifier, classifier);
  classifier.dispose();
  return paths;
}

/** (nats) what everybody sees in a stimulus. */
function mixOf(stimulus: number, classes: number): number[] {
  const stream = RandomStream.fromSeed("mix").split(stimulus);
  return Array.from({ length: classes }, () => 1.5 * stream.normal());
}

/** A row a trial, as other programs write them; people differ by their criteria. */
function trialsCsv({
  classes,
  stimuli,
  trials,
  rates = false,
  answerOf = (_, choice) => choice,
}: Shape): string {
  const header = rates ? classes.map((name) => `rating_${name}`) : ["response"];
  const rows = trials.flatMap((count, person) => {
    const stream = RandomStream.fromSeed("people").split(person);
    const bias = classes.map(() => stream.normal());
    return Array.from({ length: count }, (_, trial) => {
      // The last stimulus is never shown.
      const stimulus = (person * 5 + trial * 7) % (stimuli - 1);
      const shares = mixOf(stimulus, classes.length).map((mix, c) => Math.exp(mix + bias[c]!));
      const answer = answerOf(person, categorical(stream, shares));
      const total = shares.reduce((sum, share) => sum + share, 0);
      const cells = rates ? shares.map((share) => Math.round((100 * share) / total)) : [classes[answer]!];
      return [personOf(person), trial, nameOf(stimulus), 400 + stream.integer(900), ...cells].join(",");
    });
  });
  return `${["participant_id", "trial", "stimulus", "rt_ms", ...header].join(",")}\n${rows.join("\n")}\n`;
}
