import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { decodeUnitBatch } from "@limen/images";
import { readClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { attemptsTable, ledgerTable, readTable, stimuliTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawBlock } from "./draw-block.ts";
import {
  EXAMPLE_SIZE,
  exampleClasses,
  exampleParams,
  writeExampleInputs,
  writeFaceModel,
} from "./example.ts";
import stage from "./index.ts";
import { loadNets } from "./load-nets.ts";
import { params } from "./params.ts";
import { planAttempts } from "./plan-attempts.ts";

let folder: string;
let inputs: Record<string, string | readonly string[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "boundaries-"));
  const files = await writeExampleInputs(folder);
  inputs = { ...files, prior: files.prior![0]!, heldOut: files.heldOut![0]!, faces: files.faces![0]! };
});

afterAll(() => rmSync(folder, { recursive: true }));

const sample = (change: object = {}, more: object = {}) =>
  runStage(stage, { params: { ...exampleParams, ...change }, inputs, ...more });

test("boundary faces meet their target as stored, and controls stand beside them", async () => {
  const before = tf.memory().numTensors;
  const { outputs } = await sample();
  expect(tf.memory().numTensors).toBe(before);
  const { rows } = await readTable(outputs.stimuli!, stimuliTable);
  const boundary = rows.filter((row) => row.match_id === null);
  expect(new Set(boundary.map((row) => row.arm))).toEqual(new Set(["uncertainty", "controversial"]));
  expect(new Set(rows.map((row) => row.stimulus_id)).size).toBe(rows.length);

  const guides = new Map<string, Awaited<ReturnType<typeof readClassifier>>>();
  for (const path of inputs.classifiers as readonly string[]) {
    const net = await readClassifier(path);
    guides.set(net.config.name, net);
  }
  for (const row of boundary) {
    const pixels = await decodeUnitBatch([row.image.bytes], EXAMPLE_SIZE);
    const seen = (name: string) =>
      tf.tidy(() => [
        ...guides
          .get(name)!
          .probabilities(tf.tensor4d(pixels, [1, EXAMPLE_SIZE, EXAMPLE_SIZE, 1]))
          .dataSync(),
      ]);
    const [a, b] = [
      exampleClasses.indexOf(row.class_a as "calm"),
      exampleClasses.indexOf(row.class_b as "calm"),
    ];
    const first = seen(row.guide_1!);
    for (const [index, p] of first.entries()) expect(row.p_guide_1[index]).toBeCloseTo(p, 4);
    if (row.arm === "uncertainty") expect(Math.min(first[a]!, first[b]!)).toBeGreaterThan(0.4);
    else expect(Math.min(first[a]!, seen(row.guide_2!)[b]!)).toBeGreaterThan(0.5);
  }
  const ids = new Set(boundary.map((row) => row.stimulus_id));
  const controls = rows.filter((row) => row.match_id !== null);
  expect(controls.every((row) => ids.has(row.match_id!))).toBe(true);
  expect(new Set(controls.map((row) => row.arm))).toEqual(
    new Set(["natural", "unguided", "confident", "off-manifold"]),
  );
  const natural = controls.filter((row) => row.arm === "natural");
  expect(natural.every((row) => row.label !== null && row.face_id !== null)).toBe(true);
  // A control is put to the nets of the stimulus that it stands beside.
  const guideOf = new Map(boundary.map((row) => [row.stimulus_id, row.guide_1]));
  expect(controls.every((row) => row.guide_1 === guideOf.get(row.match_id!))).toBe(true);
  expect(new Set(natural.map((row) => row.face_id)).size).toBe(natural.length);
  for (const net of guides.values()) net.dispose();
});

test("attempts and ledger agree, and gauss-newton meets its target far more often than no guidance", async () => {
  const share = async (sampler: string) => {
    const { outputs } = await sample({ sampler, arms: ["uncertainty"], acceptUncertainty: 0.001 });
    const attempts = (await readTable(outputs.attempts!, attemptsTable)).rows;
    const ledger = (await readTable(outputs.ledger!, ledgerTable)).rows;
    for (const row of ledger) {
      const own = attempts.filter(
        (attempt) =>
          attempt.arm === row.arm && attempt.class_a === row.class_a && attempt.class_b === row.class_b,
      );
      expect(row.attempts).toBe(own.length);
      expect(row.on_target).toBe(own.filter((attempt) => attempt.on_target).length);
      expect(row.accepted).toBe(own.filter((attempt) => attempt.accepted).length);
    }
    const unguided = ledger.find((row) => row.arm === "unguided")!;
    // Six noise levels, one evaluation each, no guide.
    expect(unguided.prior_forward).toBe(6 * unguided.attempts);
    expect(unguided.guide_forward + unguided.prior_backward + unguided.guide_backward).toBe(0);
    const own = attempts.filter((attempt) => attempt.arm === "uncertainty");
    return own.filter((attempt) => Math.min(attempt.p_a, attempt.p_b) > 0.4).length / own.length;
  };
  const guided = await share("gauss-newton");
  expect(guided).toBeGreaterThan(0.6);
  expect(guided).toBeGreaterThan(await share("unguided"));
});

test("the reference loop spends one forward and backward pass of prior and guide a walk", async () => {
  const change = {
    sampler: "reference-mended",
    arms: ["uncertainty"],
    ddpmSteps: 4,
    resamples: 2,
    acceptUncertainty: 0.01,
    attempts: 2,
  };
  const { outputs } = await sample(change);
  const { rows } = await readTable(outputs.ledger!, ledgerTable);
  const row = rows.find(({ arm }) => arm === "uncertainty")!;
  expect([row.prior_forward, row.prior_backward, row.guide_forward, row.guide_backward]).toEqual(
    new Array(4).fill(8 * row.attempts),
  );
});

test("shards that share the work end in the same bytes as one process", async () => {
  const whole = await sample();
  const workDirectory = temporaryDirectory();
  await sample({}, { workDirectory, share: { kind: "shard", index: 1, of: 2 } });
  await sample({}, { workDirectory, share: { kind: "shard", index: 0, of: 2 } });
  const joined = await sample({}, { workDirectory });
  for (const name of ["stimuli", "attempts", "ledger"]) {
    expect(readFileSync(joined.outputs[name]!).equals(readFileSync(whole.outputs[name]!))).toBe(true);
  }
});

test("a block is the same whatever was drawn before it, and memory stays flat over blocks", async () => {
  const file = (path: unknown) => ({ node: "", instance: null, path: path as string, digest: "" });
  const settings = params.parse(exampleParams);
  const classifiers = (inputs.classifiers as string[]).map(file);
  const files = { prior: file(inputs.prior), classifiers, heldOut: file(inputs.heldOut) };
  const nets = await loadNets(files, settings);
  const names = nets.guides.map(({ name }) => name);
  const plan = planAttempts(settings, nets.classes, names, new Set());
  const random = RandomStream.fromSeed("blocks");
  const first = drawBlock(nets, settings, plan[1]!, random);
  const before = tf.memory().numTensors;
  drawBlock(nets, settings, plan[0]!, random);
  const again = drawBlock(nets, settings, plan[1]!, random);
  expect(again).toEqual(first);
  expect(tf.memory().numTensors).toBe(before);
  nets.dispose();
});

test("the held-out net may not guide, and unknown guides are named", async () => {
  await expect(sample({ guides: ["cornet-z-s", "vgg-s"] })).rejects.toThrow(
    /"cornet-z-s" is the held-out net[\s\S]*no classifier "vgg-s" is given/,
  );
});

test("attempts that all fail are kept with their cost, and no stimulus is made of them", async () => {
  // Both of two classes cannot have more than .6.
  const { outputs } = await sample({ arms: ["uncertainty"], acceptUncertainty: 0.6 });
  expect((await readTable(outputs.stimuli!, stimuliTable)).rows).toEqual([]);
  const { rows } = await readTable(outputs.attempts!, attemptsTable);
  expect(rows.filter(({ arm }) => arm === "uncertainty").length).toBeGreaterThan(0);
  expect(rows.some(({ arm, accepted }) => arm === "uncertainty" && accepted)).toBe(false);
});

test.each(["dps", "mpgd", "dsg"])(
  "%s is a setting of the same solver, with a ledger of its own",
  async (sampler) => {
    const { outputs } = await sample({ sampler, arms: ["uncertainty"], ddpmSteps: 4, attempts: 2 });
    const { rows } = await readTable(outputs.ledger!, ledgerTable);
    const row = rows.find(({ arm }) => arm === "uncertainty")!;
    expect([row.sampler, row.prior_forward, row.guide_backward]).toEqual([
      sampler,
      4 * row.attempts,
      4 * row.attempts,
    ]);
    expect(row.prior_backward).toBe(sampler === "mpgd" ? 0 : 4 * row.attempts);
  },
);

const none = { unguided: 0, confident: 0, offManifold: 0, natural: 0 };

const boundaryRows = async (change: object) => {
  const { outputs } = await sample({ ...none, ...change });
  const stimuli = (await readTable(outputs.stimuli!, stimuliTable)).rows;
  const attempts = (await readTable(outputs.attempts!, attemptsTable)).rows;
  return { outputs, stimuli, attempts };
};

test.each(["heun", "dpm-solver++"])("%s draws boundary faces too", async (solver) => {
  const { attempts } = await boundaryRows({ solver, arms: ["uncertainty"] });
  expect(attempts.filter((row) => row.on_target).length / attempts.length).toBeGreaterThan(0.5);
});

test("levels make morph series: the guide's share of the first class rises along each", async () => {
  const change = { arms: ["uncertainty"], pairs: [["calm", "glad"]], levels: [0.3, 0.5, 0.7], attempts: 4 };
  const { attempts, stimuli } = await boundaryRows({ ...change, guides: ["mlp"] });
  const accepted = attempts.filter((row) => row.accepted);
  expect(accepted.length).toBeGreaterThan(attempts.length / 2);
  for (const row of accepted) expect(row.p_a / (row.p_a + row.p_b)).toBeCloseTo(row.level!, 0.7);
  const meanShare = (level: number) => {
    const own = accepted.filter((row) => row.level === level);
    return own.reduce((sum, row) => sum + row.p_a / (row.p_a + row.p_b), 0) / own.length;
  };
  expect(meanShare(0.3)).toBeLessThan(meanShare(0.5));
  expect(meanShare(0.5)).toBeLessThan(meanShare(0.7));
  const series = new Set(stimuli.map((row) => row.series).filter((name) => name !== null));
  expect(series.size).toBeGreaterThan(0);
});

test("a face between three classes has all of them in its guide", async () => {
  const pairs = [["calm", "glad", "sad"]];
  const { stimuli } = await boundaryRows({ arms: ["uncertainty"], pairs, attempts: 8 });
  expect(stimuli.length).toBeGreaterThan(0);
  for (const row of stimuli) {
    expect(row.further_classes).toBe("sad");
    expect(Math.min(...row.p_guide_1)).toBeGreaterThan(0.26);
  }
});

test("anchored faces stay within their budget, and their real face stands beside them", async () => {
  const change = { arms: ["anchored"], budgets: [1, 8], anchorSigma: 0.5, natural: 1 };
  const { stimuli, attempts } = await boundaryRows(change);
  const reached = (budget: number) => attempts.filter((row) => row.budget === budget && row.on_target).length;
  expect(reached(8)).toBeGreaterThan(reached(1));
  const pixelsOf = new Map<string, Float32Array>();
  for (const row of stimuli) {
    pixelsOf.set(row.stimulus_id, await decodeUnitBatch([row.image.bytes], EXAMPLE_SIZE));
  }
  const anchored = stimuli.filter((row) => row.arm === "anchored");
  expect(anchored.length).toBeGreaterThan(0);
  for (const row of anchored) {
    const natural = stimuli.find(
      ({ match_id, face_id }) => match_id === row.stimulus_id && face_id === row.anchor_id,
    );
    // Several stimuli may start from one face; it stands beside the first of them.
    if (!natural) continue;
    const moved = pixelsOf.get(row.stimulus_id)!;
    const real = pixelsOf.get(natural.stimulus_id)!;
    const distance = Math.hypot(...moved.map((value, i) => value - real[i]!));
    // Rounding to grey levels moves each pixel by at most half a level.
    expect(distance).toBeLessThanOrEqual(row.budget! + EXAMPLE_SIZE / 255);
  }
});

test("bisection spends no gradient, and comes nearer to the boundary than no guidance", async () => {
  const change = { arms: ["uncertainty"], attempts: 8, acceptUncertainty: 0.01 };
  const missOf = (rows: readonly { p_a: number; p_b: number }[]) =>
    rows.reduce((sum, row) => sum + Math.abs(Math.log(row.p_a / row.p_b)), 0) / rows.length;
  const found = await boundaryRows({ ...change, sampler: "bisection" });
  const free = await boundaryRows({ ...change, sampler: "unguided" });
  expect(missOf(found.attempts)).toBeLessThan(missOf(free.attempts));
  const [row] = (await readTable(found.outputs.ledger!, ledgerTable)).rows;
  expect(row!.guide_backward + row!.prior_backward).toBe(0);
  // Six levels a mixture, seven mixtures at most.
  expect(row!.prior_forward).toBeLessThanOrEqual(6 * 7 * row!.attempts);
  expect(row!.prior_forward).toBe(6 * row!.guide_forward);
});

test("off-manifold controls are real faces on the boundary, moved without the prior", async () => {
  const { outputs, stimuli } = await boundaryRows({ arms: ["uncertainty"], offManifold: 1 });
  const controls = stimuli.filter((row) => row.arm === "off-manifold");
  expect(controls.length).toBeGreaterThan(0);
  for (const row of controls) {
    expect(row.sampler).toBe("straight");
    expect(row.anchor_id).not.toBeNull();
  }
  const ledger = (await readTable(outputs.ledger!, ledgerTable)).rows;
  const own = ledger.filter((row) => row.arm === "off-manifold");
  expect(own.reduce((sum, row) => sum + row.prior_forward, 0)).toBe(0);
  expect(own.reduce((sum, row) => sum + row.guide_backward, 0)).toBeGreaterThan(0);
});

test("the data card counts the set as the tables do", async () => {
  const { outputs } = await sample();
  const card = readFileSync(outputs.card!, "utf8");
  const { rows } = await readTable(outputs.stimuli!, stimuliTable);
  const count = (arm: string) => rows.filter((row) => row.match_id !== null && row.arm === arm).length;
  const boundary = rows.filter((row) => row.match_id === null).length;
  expect(card).toContain(
    `- ${boundary} boundary faces; controls: ${["natural", "unguided", "confident", "off-manifold"]
      .map((arm) => `${count(arm)} ${arm}`)
      .join(", ")}.`,
  );
});

test("a validity net filters what is no face, and guides below its noise level", async () => {
  const model = await writeFaceModel(folder);
  const draw = async (change: object) => {
    const params = { ...exampleParams, ...none, arms: ["uncertainty"], attempts: 8, ...change };
    const { outputs } = await runStage(stage, { params, inputs: { ...inputs, ...model } });
    return {
      attempts: (await readTable(outputs.attempts!, attemptsTable)).rows,
      ledger: (await readTable(outputs.ledger!, ledgerTable)).rows,
    };
  };
  // Two noise levels leave noise in the samples: some are no faces.
  const rough = { sampler: "unguided", steps: 2, sigmaMin: 4 };
  const filtered = await draw(rough);
  for (const row of filtered.attempts) expect(row.valid).toBe(row.face_score! >= 0.5);
  expect(filtered.attempts.some((row) => !row.valid)).toBe(true);

  const free = await draw({ validityBelow: 0 });
  const guided = await draw({ validityBelow: 3 });
  const meanScore = (rows: readonly { readonly face_score: number | null }[]) =>
    rows.reduce((sum, row) => sum + row.face_score!, 0) / rows.length;
  expect(meanScore(guided.attempts)).toBeGreaterThan(meanScore(free.attempts));
  const guideCost = (rows: readonly { readonly guide_forward: number }[]) =>
    rows.reduce((sum, row) => sum + row.guide_forward, 0);
  expect(guideCost(guided.ledger)).toBeGreaterThan(guideCost(free.ledger));
});

test("a validity net without its table, or one that knows no faces, is refused", async () => {
  const model = await writeFaceModel(folder);
  const run = (more: object) =>
    runStage(stage, { params: { ...exampleParams }, inputs: { ...inputs, ...more } });
  await expect(run({ validityNet: model.validityNet })).rejects.toThrow(
    "validityNet is given without validity",
  );
  const emotions = (inputs.classifiers as readonly string[])[0]!;
  await expect(run({ validityNet: emotions, validity: model.validity })).rejects.toThrow(
    /tells calm, glad, sad apart[\s\S]*grades face-model, not mlp/,
  );
});
