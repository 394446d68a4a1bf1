import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDenoiser } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { RandomStream } from "@limen/random";
import { createContext, loadRun, type StageEvent } from "@limen/stage";
import { priorLossTable, priorSamplesTable, readTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { batchDrawer } from "./draw-batch.ts";
import { EXAMPLE_SIZE, exampleClasses, exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";
import { loadFaces } from "./load-faces.ts";
import { params } from "./params.ts";
import { configOf, type Phase, phasesOf } from "./phases.ts";

/** Runs the stage on the example, in a folder that keeps unfinished work. */
async function train(
  workDirectory: string,
  change: object = {},
  onEvent: (event: StageEvent) => void = () => {},
) {
  const folder = temporaryDirectory();
  const { faces } = await writeExampleInputs(folder);
  const outputs = {
    prior: join(folder, "prior"),
    loss: join(folder, "loss"),
    samples: join(folder, "samples"),
  };
  const context = createContext({
    params: params.parse({ ...exampleParams, ...change }),
    seedPath: [7, "prior"],
    inputs: { faces: [{ node: "prepare", instance: null, path: faces![0]!, digest: "" }] },
    outputs,
    externals: {},
    workDirectory,
    share: { kind: "all" },
    onEvent,
  });
  const run = await loadRun(stage);
  await run(context);
  return outputs;
}

async function exampleSet() {
  const { faces } = await writeExampleInputs(temporaryDirectory());
  return loadFaces(faces![0]!);
}

const eigen = { architecture: "eigen", components: 12, hidden: 16 };
/** Two steps of an eigen denoiser, then a U-Net as in the example. */
const experts = { architecture: "experts", experts: [{ from: 0.5, ...eigen, images: 256, batch: 128 }, {}] };
const priors = [
  { architecture: "unet", change: {}, images: 64, stopped: 5 },
  { architecture: "eigen", change: eigen, images: 64, stopped: 5 },
  { architecture: "experts", change: experts, images: 320, stopped: 7 },
];

test.each(priors)(
  "$architecture: the stage writes weights, losses and sample sheets, and leaves no tensor behind",
  async ({ architecture, change, images }) => {
    const before = tf.memory().numTensors;
    const { prior, loss, samples } = await train(temporaryDirectory(), change);
    expect(tf.memory().numTensors).toBe(before);
    const denoiser = await readDenoiser(prior);
    expect(denoiser.config).toMatchObject({ architecture, classes: exampleClasses });
    denoiser.dispose();

    const losses = (await readTable(loss, priorLossTable)).rows;
    expect(losses.reduce((sum, row) => sum + row.n, 0)).toBe(images);
    expect(losses.every((row) => (row.loss === null) === (row.n === 0))).toBe(true);

    const sheets = await readTable(samples, priorSamplesTable);
    expect(sheets.rows.map(({ images, sample }) => [images, sample])).toEqual(
      [32, 64].flatMap((images) => [0, 1, 2, 3].map((sample) => [images, sample])),
    );
    expect(sheets.rows.map((row) => row.class).slice(0, 4)).toEqual(["calm", "glad", "sad", "calm"]);
    expect(sheets.metadata.size).toBe(String(EXAMPLE_SIZE));
  },
);

// The two steps of the eigen denoiser are not done again.
test.each(priors)(
  "$architecture: a training that was stopped goes on to the same bytes",
  async ({ change, stopped }) => {
    const whole = await train(temporaryDirectory(), change);
    const work = temporaryDirectory();
    let steps = 0;
    const stopAt = (wanted: number) => (event: StageEvent) => {
      if (event.type === "progress" && ++steps === wanted) throw new Error("stopped");
    };
    await expect(train(work, change, stopAt(stopped))).rejects.toThrow("stopped");
    steps = 0;
    const resumed = await train(work, change, () => steps++);
    // Four of the eight steps were saved.
    expect(steps).toBe(4);
    for (const key of ["prior", "loss", "samples"] as const) {
      expect((await readFile(resumed[key])).equals(await readFile(whole[key]))).toBe(true);
    }
  },
);

test("an unconditional prior shows no class", async () => {
  const { samples } = await train(temporaryDirectory(), {
    conditional: false,
    weighting: "edm",
    sheetAt: [1],
  });
  const { rows } = await readTable(samples, priorSamplesTable);
  expect(rows.every((row) => row.class === null)).toBe(true);
});

test("training image k is the same whatever batch it falls into", async () => {
  const set = await exampleSet();
  const draw = batchDrawer(set, params.parse(exampleParams), () => 1, RandomStream.fromSeed(1));
  const [one, many] = [draw(5, 1), draw(4, 3)];
  expect(one.sigmas[0]).toBe(many.sigmas[1]);
  expect([...one.clean.dataSync()]).toEqual([...many.clean.dataSync().slice(256, 512)]);
  expect([...one.noise.dataSync()]).toEqual([...many.noise.dataSync().slice(256, 512)]);
  expect([...one.condition.dataSync()]).toEqual([...many.condition.dataSync().slice(4, 8)]);
  tf.dispose([one.clean, one.noise, one.condition, many.clean, many.noise, many.condition]);
});

test("balance draws rare classes as often as common ones, and labels are dropped at their rate", async () => {
  const set = await exampleSet();
  const rare = set.train.filter((face, index) => face.majority === 0 || index < 10);
  const settings = params.parse({ ...exampleParams, balance: 1, labelDrop: 0.25 });
  const draw = batchDrawer({ ...set, train: rare }, settings, () => 1, RandomStream.fromSeed(2));
  const batch = draw(0, 600);
  const conditions = batch.condition.arraySync();
  const dropped = conditions.filter((row) => row[3] === 1).length / 600;
  expect(Math.abs(dropped - 0.25)).toBeLessThan(0.07);
  const named = conditions.filter((row) => row[3] === 0);
  for (const index of [0, 1, 2]) {
    const share = named.filter((row) => row[index]! > 0.5).length / named.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.08);
  }
  tf.dispose([batch.clean, batch.noise, batch.condition]);
});

test("each expert trains on its own noise levels, and with what is given for it", async () => {
  const set = await exampleSet();
  const settings = params.parse({ ...exampleParams, ...experts });
  const [high, low] = phasesOf(configOf(set, settings), settings) as [Phase, Phase];
  const drawn = (phase: Phase) =>
    Array.from({ length: 200 }, (_, k) => phase.drawSigma(RandomStream.fromSeed(3).split(k)));
  expect(Math.min(...drawn(high))).toBeGreaterThanOrEqual(0.5);
  expect(Math.max(...drawn(low))).toBeLessThan(0.5);
  expect([high.batch, high.images, low.batch, low.images]).toEqual([128, 256, 8, 64]);
});

test.each([
  [[{}], ">=2"],
  [[{ from: 1 }, { from: 0.1 }], "must go down to noise level 0"],
  [[{ from: 1 }, { from: 2 }, {}], "by falling from"],
])("experts %j are refused", (list, message) => {
  const parsed = params.safeParse({ ...exampleParams, experts: list });
  expect(parsed.error?.message).toContain(message);
});

test("an expert that would wait for its noise levels forever is refused", async () => {
  const settings = params.parse({ ...exampleParams, ...experts, experts: [{ from: 79 }, {}], pStd: 0.5 });
  const config = configOf(await exampleSet(), settings);
  expect(() => phasesOf(config, settings)).toThrow(
    "expert 1, for noise levels 79 to Infinity, would never train",
  );
});
