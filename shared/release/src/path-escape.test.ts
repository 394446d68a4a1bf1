import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@limen/artifact";
import { toyPlan, toyRun } from "@limen/runner/toy-run";
import type { Row, stimuliTable } from "@limen/tables";
import { hostileNames, surroundings, toyWorkspace } from "@limen/testing";
import { toyStimulus } from "@limen/testing/rows";
import { expect, test } from "vitest";
import { makeCrate } from "./crate/make-crate.ts";
import { writeCrateArchive, writeCrateFolder } from "./crate/write-crate.ts";
import { makeDataset } from "./dataset/make-dataset.ts";
import { readStoredStudy } from "./dataset/read-study.ts";
import { writeDataset } from "./dataset/write-dataset.ts";
import { readResults } from "./results.ts";
import { toyResults, toyTrial } from "./toy-results.ts";

const EVEN = Float32Array.of(1 / 3, 1 / 3, 1 / 3);
const TERMS = { date: "2026-05-04", license: "CC-BY-4.0", author: "Ada" };
const CITATION = { title: "Limen", version: "1.0.0", authors: ["Ada"], license: "MIT" };

/** A study whose participants, stimuli and pictures have hostile names. */
async function hostileResults(box: string, outside: string) {
  const names = hostileNames(outside).map(([, name]) => name);
  const stimuli = names.map(
    (name): Row<typeof stimuliTable> =>
      toyStimulus({
        stimulus_id: name,
        image: { bytes: Uint8Array.of(137, 80, 78, 71), path: name },
        face_id: name,
        p_guide_1: EVEN,
        p_held_out: EVEN,
      }),
  );
  const trials = names.map((name, trial) =>
    toyTrial({ participant_id: name, trial, stimulus_id: name, source: "collected" }),
  );
  const people = Object.fromEntries(
    names.filter((name) => name !== "__proto__").map((name) => [name, "collected" as const]),
  );
  mkdirSync(join(box, "store"));
  return toyResults(join(box, "store"), {
    stimuli,
    trials: trials.filter(({ participant_id }) => participant_id !== "__proto__"),
    people,
  });
}

const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

test("a release holds the same files whatever participants, stimuli and pictures are called", async () => {
  const { box, beside, disturbed } = surroundings({
    "victim.parquet": "mine",
    "data/victim.parquet": "mine",
  });
  const results = await hostileResults(box, beside("victim.parquet"));
  const study = await readStoredStudy(results, { realFaces: false, withdrawn: new Set() });
  const out = join(box, "release");
  await writeDataset(out, makeDataset(study, "ab".repeat(32)), study, "toy", {
    version: "1.0.0",
    terms: TERMS,
  });
  expect(filesOf(out)).toEqual(
    [
      "README.md",
      "SHA256SUMS",
      "croissant.json",
      "data",
      ...["choices", "comparisons", "participants", "splits", "stimuli", "trials"].map(
        (name) => `data/${name}.parquet`,
      ),
    ].sort(),
  );
  expect(disturbed()).toEqual([]);
});

test("a run record that calls an output by a hostile name is released by nobody", async () => {
  const toys = toyWorkspace(["make-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 17 } }\n",
  );
  await toyRun(toys, file, { inProcess: true });
  const { records } = openStore(toys.artifacts);
  const found = records.find(records.keys()[0] ?? "");
  if (found.state !== "found") throw new Error("it ran");
  const { pipeline, session } = await toyPlan(toys, file);
  for (const [kind, name] of hostileNames(join(toys.root, "escaped.json"))) {
    const outputs = Object.fromEntries([[name, found.record.outputs.number!]]);
    records.save({ ...found.record, outputs });
    await expect(readResults(pipeline, session), kind).rejects.toThrow("which its stage does not make");
  }
});

test("a crate has no file of a name that data brought, as a folder and as an archive", async () => {
  const { box, beside, disturbed } = surroundings({ "victim.parquet": "mine" });
  const results = await hostileResults(box, beside("victim.parquet"));
  const crate = makeCrate(results, TERMS, CITATION, { data: true, times: true });
  const folder = join(box, "crate");
  await writeCrateFolder(folder, crate);
  const files = filesOf(folder).filter((name) => name.includes("."));
  for (const name of files)
    expect(name).toMatch(/^[A-Za-z][A-Za-z.-]*(\/[A-Za-z.-]+)*\.(json|yaml|parquet|md)$/);
  const archive = join(box, "crate.zip");
  await writeCrateArchive(archive, crate);
  // A zip's central directory: signature, then the name after 46 bytes.
  const bytes = readFileSync(archive);
  const names: string[] = [];
  for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 1))
    names.push(bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString());
  expect(names.sort()).toEqual(files);
  expect(disturbed()).toEqual([]);
});
