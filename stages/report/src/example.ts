import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import {
  alignmentScoresTable,
  choicesTable,
  claimsTable,
  pointsTable,
  type Row,
  stimuliTable,
  type TableSpec,
  writeTable,
} from "@limen/tables";

const CLASSES = ["anger", "fear"];
const SIZE = 16;

export const exampleParams = { title: "Example <report>" };

/** A study of two stimuli, one net and two simulated participants; gives the files of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
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
    choices: await write("choices", choicesTable, [choices("s1", 0.5), choices("s2", 0.9)]),
    scores: await write("scores", alignmentScoresTable, scores()),
    claims: await write("claims", claimsTable, [claim()]),
    points: await write("points", pointsTable, points()),
  };
}

async function stimulus(id: string, arm: string): Promise<Row<typeof stimuliTable>> {
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7) % 256);
  const p = Float32Array.of(0.5, 0.5);
  return {
    stimulus_id: id,
    image: { bytes: await encodeGreyPng(pixels, SIZE), path: null },
    arm,
    sampler: arm === "natural" ? "none" : "gauss-newton",
    class_a: "anger",
    class_b: "fear",
    guide_1: "vgg-s",
    guide_2: null,
    p_guide_1: p,
    p_guide_2: null,
    p_held_out: p,
    held_out: "mixer-s",
    validity: 0.5,
    match_id: arm === "natural" ? "s1" : null,
    face_id: null,
    label: null,
  };
}

function choices(id: string, first: number): Row<typeof choicesTable> {
  return {
    stimulus_id: id,
    n: 20,
    p: Float32Array.of(first, 1 - first),
    entropy: first === 0.5 ? 0.95 : 0.5,
    entropy_low: 0.4,
    entropy_high: 1,
    entropy_plugin: 0.9,
    within: null,
    between: null,
    source: "simulated",
  };
}

function scores(): Row<typeof alignmentScoresTable>[] {
  const nats = { base: 1.2, group: 0.9, individual_bias_slope: 0.8 };
  return ["p1", "p2"].flatMap((participant) =>
    Object.entries(nats).map(([model, value]) => ({
      net: "vgg-s",
      model,
      participant_id: participant,
      stimuli: "new",
      people: "old",
      train_trials: 100,
      test_trials: 30,
      nats: value,
      accuracy: 0.6,
      source: "simulated",
    })),
  );
}

function claim(): Row<typeof claimsTable> {
  return {
    claim: "C3",
    statement: "Faces that confuse nets make people uncertain.",
    contrast: "uncertainty − natural",
    net: null,
    effect: 0.45,
    low: 0.2,
    high: 0.7,
    unit: "bits",
    n: 2,
    n_unit: "stimuli",
    test: "permutation over stimuli",
    p_value: 0.0004,
    p_holm: 0.0008,
    ceiling: null,
    supported: "yes",
    seed: "1/evaluation",
    artifact: "0".repeat(64),
    source: "simulated",
  };
}

function points(): Row<typeof pointsTable>[] {
  const bounds = { low: null, high: null, source: "simulated" };
  return [
    { figure: "entropy_scatter", series: "vgg-s", item: "s1", x: 1, y: 0.95, ...bounds },
    { figure: "entropy_scatter", series: "vgg-s", item: "s2", x: 0.4, y: 0.5, ...bounds },
    {
      figure: "yields",
      series: "uncertainty",
      item: "anger / fear",
      x: null,
      y: 0.8,
      low: 0.6,
      high: 0.9,
      source: "models",
    },
  ];
}
