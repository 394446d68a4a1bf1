import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import {
  alignmentNotesTable,
  alignmentScoresTable,
  choicesTable,
  claimsTable,
  classifierMetricsTable,
  facesTable,
  learningCurveTable,
  manipulationTable,
  outcomesTable,
  pointsTable,
  priorLossTable,
  priorSamplesTable,
  qualityTable,
  type Row,
  reliabilityTable,
  rungChoicesTable,
  stabilityTable,
  stimuliTable,
  swapsTable,
  type TableSpec,
  validityTable,
  writeTable,
} from "@limen/tables";
import { toyStimulus } from "@limen/testing/rows";
import {
  alignmentNotes,
  choices,
  exampleClaim,
  manipulation,
  outcomes,
  points,
  reliability,
  rungChoices,
  scores,
  swaps,
} from "./example-people.ts";

const CLASSES = ["anger", "fear"];
const SIZE = 16;

export const exampleParams = { title: "Example <report>" };

/**
 * A study of two stimuli, one net and two simulated participants; gives the files of each input. With `source`, also
 * the face it started from, a learning curve and a prior.
 */
export async function writeExampleInputs(
  folder: string,
  source?: string,
): Promise<Record<string, readonly string[]>> {
  const metadata = { classes: JSON.stringify(CLASSES), size: String(SIZE) };
  const write = async <T extends TableSpec>(name: string, spec: T, rows: Row<T>[]) => {
    const path = join(folder, `${name}.parquet`);
    await writeTable(path, spec, rows, { metadata });
    return [path];
  };
  return {
    stimuli: await write("stimuli", stimuliTable, [
      await stimulus("s1", "uncertainty"),
      await stimulus("s2", "natural"),
    ]),
    quality: await write("quality", qualityTable, exampleQuality()),
    stability: await write("stability", stabilityTable, [stability("s1")]),
    choices: await write("choices", choicesTable, [choices("s1", 0.5), choices("s2", 0.9)]),
    allChoices: await write("allChoices", choicesTable, [choices("s1", 0.6), choices("s2", 0.9)]),
    reliability: await write("reliability", reliabilityTable, [reliability(0.8)]),
    allReliability: await write("allReliability", reliabilityTable, [reliability(0.6)]),
    scores: await write("scores", alignmentScoresTable, scores()),
    rungs: await write("rungs", rungChoicesTable, rungChoices()),
    notes: await write("notes", alignmentNotesTable, alignmentNotes()),
    claims: await write("claims", claimsTable, [exampleClaim()]),
    points: await write("points", pointsTable, points()),
    swaps: await write("swaps", swapsTable, swaps()),
    manipulated: await write("manipulated", stimuliTable, [await stimulus("s1", "controversial")]),
    outcomes: await write("outcomes", outcomesTable, outcomes()),
    manipulation: await write("manipulation", manipulationTable, manipulation()),
    ...(source === undefined
      ? {}
      : {
          faces: await write("faces", facesTable, [await face(source)]),
          metrics: await write("metrics", classifierMetricsTable, [
            { net: "vgg-s", split: "test", metric: "accuracy", value: 0.6, n: 1 },
          ]),
          curves: await write("curves", learningCurveTable, ["vgg-s", "mixer-s"].map(epoch)),
          validity: await write("validity", validityTable, grades()),
          priorSamples: await write("priorSamples", priorSamplesTable, [
            { images: 4096, sample: 0, class: null, image: await image() },
          ]),
          priorLoss: await write("priorLoss", priorLossTable, [
            { images: 4096, sigma_low: 0, sigma_high: 0.05, loss: 6, n: 10 },
            { images: 4096, sigma_low: 0.05, sigma_high: 0.15, loss: 0.6, n: 20 },
          ]),
        }),
  };
}

function grades(): Row<typeof validityTable>[] {
  const shared = { net: "validity", split: "test", degree_rho: null, threshold: 0.4 };
  const none = { auc: null, low: null, high: null };
  return [
    { ...shared, ...none, kind: "face", split: "valid", n: 60, passed: 0.95 },
    { ...shared, ...none, kind: "face", n: 50, passed: 0.94 },
    { ...shared, kind: "blocks_fine", n: 12, auc: 0.98, low: 0.85, high: 1, passed: 0.0833 },
  ];
}

async function image() {
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7) % 256);
  return { bytes: await encodeGreyPng(pixels, SIZE), path: null };
}

async function face(source: string): Promise<Row<typeof facesTable>> {
  return {
    face_id: "f1",
    image: await image(),
    label: Float32Array.of(1, 0),
    votes: 10,
    majority: "anger",
    split: "train",
    source,
    identity: null,
    truth: null,
    controls: new Float32Array(),
    file: "",
  };
}

function epoch(net: string): Row<typeof learningCurveTable> {
  return {
    net,
    epoch: 1,
    images: 100,
    train_loss: 1.2,
    valid_cross_entropy: 1.1,
    valid_accuracy: 0.5,
    kept: true,
  };
}

async function stimulus(id: string, arm: string): Promise<Row<typeof stimuliTable>> {
  const p = Float32Array.of(0.5, 0.5);
  return toyStimulus({
    stimulus_id: id,
    image: await image(),
    arm,
    sampler: arm === "natural" ? "none" : "gauss-newton",
    class_b: "fear",
    p_guide_1: p,
    p_held_out: p,
    match_id: arm === "natural" ? "s1" : null,
  });
}

function exampleQuality(): Row<typeof qualityTable>[] {
  const row = (arm: string, metric: string, value: number | null, floor: number | null) => ({
    arm,
    sampler: arm === "natural" ? "none" : "gauss-newton",
    metric,
    value,
    low: value,
    high: value,
    floor,
    floor_low: floor,
    floor_high: floor,
    n: 1,
    floor_n: floor === null ? null : 1,
    references: floor === null ? null : 100,
    net: "mixer-s",
  });
  return [
    row("uncertainty", "held_out_agrees", 1, null),
    row("natural", "held_out_agrees", 0, null),
    row("uncertainty", "held_out_agrees_matched", 0.4, 0.6),
    row("uncertainty", "frechet_distance", 31.25, 12.5),
    row("uncertainty", "duplicates_exact", 0, 0),
    row("uncertainty", "recall", null, 0.5),
  ];
}

function stability(id: string): Row<typeof stabilityTable> {
  return {
    stimulus_id: id,
    arm: "uncertainty",
    sampler: "gauss-newton",
    class_a: "anger",
    class_b: "fear",
    guide_1: "vgg-s",
    guide_2: null,
    p_a: 0.48,
    p_a_low: 0.4,
    p_a_high: 0.6,
    p_b: 0.41,
    p_b_low: 0.3,
    p_b_high: 0.5,
    share: 0.53,
    share_2: null,
    stable: true,
    held_out: "mixer-s",
    held_out_p_a: 0.5,
    held_out_p_b: 0.45,
    held_out_share: 0.52,
    held_out_stable: true,
    held_out_agrees: true,
    held_out_entropy: 1.2,
    natural_entropy: 0.9,
  };
}
