import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  comparisonsTable,
  participantsTable,
  readTable,
  rejectsTable,
  stimuliTable,
  trialsTable,
  writeTable,
} from "@limen/tables";
import { hostileNames, runStage, type Surroundings, surroundings } from "@limen/testing";
import { toyStimulus } from "@limen/testing/rows";
import { expect, test } from "vitest";
import { importStage } from "../support/stages.ts";

const runExperiment = await importStage("run-experiment");
const HEADER = "participant,stimulus,response";
const GOOD = "ann,natural-face-0,anger\nann,natural-face-1,sadness";
const CLASSES = { metadata: { classes: '["anger","happiness","sadness"]' } };

const EVEN = Float32Array.of(1 / 3, 1 / 3, 1 / 3);
const STIMULI = [0, 1, 2, 3].map((i) =>
  toyStimulus({
    stimulus_id: `natural-face-${i}`,
    image: { bytes: Uint8Array.of(1), path: null },
    p_guide_1: EVEN,
    p_held_out: EVEN,
  }),
);

/** Other people's answers around the box. */
function around(): Surroundings {
  const files = {
    "secret.csv": `${HEADER}\neve,natural-face-2,anger\n`,
    "results/deep.csv": `${HEADER}\neve,natural-face-3,anger\n`,
  };
  return surroundings(files);
}

async function experiment(mode: "import" | "collect", path: string, box: string) {
  const stimuli = join(box, "stimuli.parquet");
  await writeTable(stimuli, stimuliTable, STIMULI, { metadata: { ...CLASSES.metadata, size: "8" } });
  return runStage(runExperiment, {
    params: { mode, path, ...(mode === "import" ? { maxRejected: 1 } : {}) },
    externals: { path },
    inputs: { stimuli },
  });
}

test("answers under hostile names are kept as names, in tables of our own names", async () => {
  const { box, beside, disturbed } = around();
  const names = hostileNames(beside("secret.csv"));
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = names.flatMap(([, name]) => [
    `${cell(name)},natural-face-0,anger`,
    `ann,${cell(name)},anger`,
    `bob,natural-face-1,${cell(name)}`,
  ]);
  const path = join(box, "trials.csv");
  writeFileSync(path, [HEADER, GOOD, ...rows].join("\n"));
  const { outputs } = await experiment("import", path, box);
  const { rows: trials } = await readTable(outputs.trials!, trialsTable);
  expect(new Set(trials.map(({ stimulus_id }) => stimulus_id))).toEqual(
    new Set(["natural-face-0", "natural-face-1"]),
  );
  expect(new Set(trials.map(({ participant_id }) => participant_id))).toContain("../secret.csv");
  const { rows: rejects } = await readTable(outputs.rejects!, rejectsTable);
  expect(rejects.length).toBeGreaterThan(names.length);
  expect(disturbed()).toEqual([]);
});

test("a folder of answers is read without its links; linked tables of a collected study are refused", async () => {
  const { box, beside, disturbed } = around();
  const folder = join(box, "answers");
  mkdirSync(folder);
  writeFileSync(join(folder, "ann.csv"), `${HEADER}\n${GOOD}\n`);
  symlinkSync(beside("secret.csv"), join(folder, "eve.csv"));
  symlinkSync(beside("results"), join(folder, "results"));
  symlinkSync("/dev/zero", join(folder, "zero.csv"));
  symlinkSync("..", join(folder, "loop"));
  const { outputs } = await experiment("import", folder, box);
  const { rows } = await readTable(outputs.trials!, trialsTable);
  expect(rows.map(({ participant_id }) => participant_id)).toEqual(["ann", "ann"]);

  const collected = join(box, "collected");
  mkdirSync(collected);
  await writeTable(beside("trials.parquet"), trialsTable, [], CLASSES);
  await writeTable(join(collected, "comparisons.parquet"), comparisonsTable, []);
  await writeTable(join(collected, "participants.parquet"), participantsTable, []);
  disturbed();
  for (const target of [beside("trials.parquet"), "/dev/zero"]) {
    symlinkSync(target, join(collected, "trials.parquet"));
    await expect(experiment("collect", collected, box)).rejects.toThrow("a link or device, not a plain file");
    expect(disturbed()).toEqual([]);
    rmSync(join(collected, "trials.parquet"));
  }
  expect(readdirSync(collected)).toHaveLength(2);
});
