import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestFile, digestText } from "@limen/artifact";
import {
  participantsTable,
  type Row,
  readForeignTable,
  readTable,
  type stimuliTable,
  trialsTable,
} from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { toyStimulus } from "@limen/testing/rows";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type ToyStudy, toyResults, toyTrial } from "../toy-results.ts";
import { makeDataset } from "./make-dataset.ts";
import { personPseudonym, pseudonyms } from "./pseudonyms.ts";
import { readStoredStudy } from "./read-study.ts";
import { splitStudy } from "./split-study.ts";
import { splitsTable } from "./splits-table.ts";
import { writeDataset } from "./write-dataset.ts";

const EVEN = Float32Array.of(1 / 3, 1 / 3, 1 / 3);
const TERMS = { date: "2026-05-04", license: "CC-BY-4.0", author: "Ada" };
const SECRET = "ab".repeat(32);

function stimulus(index: number, change: Partial<Row<typeof stimuliTable>> = {}) {
  return toyStimulus({
    stimulus_id: `face-${index}`,
    image: { bytes: Uint8Array.of(137, 80, 78, 71, index), path: `face-${index}.png` },
    p_guide_1: EVEN,
    p_held_out: EVEN,
    ...change,
  });
}

/** Two people, named so that a leak is seen, and a simulated one; each sees five stimuli. */
function mixedStudy(): ToyStudy {
  const people = { "zoe@example.org": "collected", adam: "collected", robot: "simulated" } as const;
  return {
    people,
    stimuli: Array.from({ length: 5 }, (_, index) => stimulus(index)),
    // As a server stores them: whoever answers next.
    trials: Array.from({ length: 5 }, (_, trial) =>
      Object.entries(people).map(([participant_id, source], person) =>
        toyTrial({
          participant_id,
          trial,
          stimulus_id: `face-${trial}`,
          source,
          rt_ms: 1000 * person + trial,
        }),
      ),
    ).flat(),
  };
}

async function release(study: ToyStudy, secret = SECRET) {
  const folder = temporaryDirectory();
  const results = await toyResults(join(folder, "store"), study);
  const stored = await readStoredStudy(results, { realFaces: false, withdrawn: new Set() });
  const out = join(folder, "release");
  await writeDataset(out, makeDataset(stored, secret), stored, "toy", { version: "1.0.0", terms: TERMS });
  const read = (file: string) => readFileSync(join(out, file), "utf8");
  return { folder, results, out, read };
}

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("."))
    .sort();

test("participants have other names, in whose order they stand; nothing else of a trial changes", async () => {
  const study = mixedStudy();
  const { out } = await release(study);
  const { rows } = await readTable(join(out, "data/trials.parquet"), trialsTable);
  const names = pseudonyms(
    Object.entries(study.people).map(([participant_id, source]) => ({ participant_id, source })),
    SECRET,
  );
  const expected = study.trials.map((trial) => ({
    ...trial,
    participant_id: names.get(trial.participant_id)!,
  }));
  const key = ({ participant_id, trial }: { participant_id: string; trial: number }) =>
    `${participant_id} ${trial}`;
  expect(rows).toEqual(expected.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
  for (const name of names.values()) expect(name).toMatch(/^(person|simulated)-[0-9a-f]{16}$/);
  const { rows: people } = await readTable(join(out, "data/participants.parquet"), participantsTable);
  expect(people.map(({ participant_id, source }) => [participant_id.split("-")[0], source])).toEqual([
    ["person", "collected"],
    ["person", "collected"],
    ["simulated", "simulated"],
  ]);
});

test("no file of a release names anybody, and the same secret gives the same bytes", async () => {
  const study = mixedStudy();
  const [first, again, other] = [
    await release(study),
    await release(study),
    await release(study, "cd".repeat(32)),
  ];
  for (const file of filesOf(first.out)) {
    const place = join(first.out, file);
    const cells = file.endsWith(".parquet") ? JSON.stringify((await readForeignTable(place)).rows) : "";
    const said = `${readFileSync(place, "latin1")}${cells}`;
    for (const word of ["zoe", "adam", "robot", first.folder]) expect(said.includes(word), file).toBe(false);
    expect(digestFile(join(again.out, file)), file).toBe(digestFile(join(first.out, file)));
  }
  expect(other.read("SHA256SUMS")).not.toBe(first.read("SHA256SUMS"));
  // A simulated participant has the same name in everybody's release.
  const simulated = async ({ out }: typeof first) =>
    (await readTable(join(out, "data/participants.parquet"), participantsTable)).rows.at(-1)!.participant_id;
  expect(await simulated(other)).toBe(await simulated(first));
});

test("checksums are those of the files, and stimuli the artifact itself", async () => {
  const { out, read, results } = await release(mixedStudy());
  const sums = read("SHA256SUMS").trim().split("\n");
  expect(sums.map((line) => line.slice(66)).sort()).toEqual(
    filesOf(out).filter((file) => file !== "SHA256SUMS"),
  );
  for (const line of sums) expect(digestFile(join(out, line.slice(66))), line).toBe(line.slice(0, 64));
  const made = results.runs.flatMap(({ outputs }) => outputs).find(({ name }) => name === "stimuli")!;
  expect(digestFile(join(out, "data/stimuli.parquet"))).toBe(made.sha256);
});

test("card and Croissant metadata say what each table is, and that participants are simulated", async () => {
  const { read } = await release(mixedStudy());
  const card = read("README.md");
  const [, header = ""] = card.split("---\n");
  expect(parse(header)).toMatchObject({
    license: "cc-by-4.0",
    tags: expect.arrayContaining(["simulated-participants"]),
    configs: expect.arrayContaining([
      { config_name: "trials", data_files: [{ split: "train", path: "data/trials.parquet" }], default: true },
    ]),
  });
  expect(card).toContain("> **1 participants are simulated**");
  const croissant = JSON.parse(read("croissant.json"));
  expect(croissant.description).toContain("2 people and 1 SIMULATED participants");
  expect(croissant.datePublished).toBe(TERMS.date);
  const trials = croissant.recordSet.find((one: { name: string }) => one.name === "trials");
  expect(trials.field.map((field: { name: string }) => field.name)).toEqual(Object.keys(trialsTable.columns));
});

test("what must not be published is refused: who withdrew or may have, real faces, free text", async () => {
  const study = mixedStudy();
  const read = async (change: Partial<ToyStudy>, options: object = {}) =>
    readStoredStudy(await toyResults(temporaryDirectory(), { ...study, ...change }), {
      realFaces: false,
      withdrawn: new Set(),
      ...options,
    });
  await expect(read({}, { withdrawn: undefined })).rejects.toThrow(
    /2 people took part.*may have withdrawn[\s\S]*--database/,
  );
  await expect(read({}, { withdrawn: new Set([digestText("adam")]) })).rejects.toThrow(
    "1 participants withdrew",
  );
  const natural = { stimuli: [...study.stimuli, stimulus(9, { arm: "natural", face_id: "photo" })] };
  await expect(read({ ...natural, faces: "ferplus" })).rejects.toThrow(
    /1 stimuli are real faces[\s\S]*--real-faces/,
  );
  expect(await read({ ...natural, faces: "ferplus" }, { realFaces: true })).toMatchObject({
    onlyRendered: false,
  });
  expect(await read(natural)).toMatchObject({ onlyRendered: true });
  const [first, ...rest] = study.trials;
  await expect(read({ trials: [{ ...first!, response: "call me" }, ...rest] })).rejects.toThrow(
    /1 answers are none of anger, happiness, sadness/,
  );
  await expect(read({}, { experiment: "peple" })).rejects.toThrow(
    /"peple" is none[\s\S]*did you mean "people"/,
  );
});

test("splits never part what shares noise, a face or a match, and depend on names alone", () => {
  const stimuli = Array.from({ length: 60 }, (_, index) =>
    stimulus(index, {
      match_id: index % 3 === 1 ? `face-${index - 1}` : null,
      series: index % 10 === 2 ? `series-${index % 20}` : null,
      anchor_id: index > 50 ? "photo" : null,
    }),
  );
  const people = Array.from({ length: 20 }, (_, index) => `person-${index}`);
  const splits = splitStudy(stimuli, people);
  const by = (name: string) => splits.find(({ id }) => id === name)!;
  const count = (kind: string, split: string) =>
    splits.filter((row) => row.kind === kind && row.split === split).length;
  for (const { stimulus_id, match_id } of stimuli) {
    if (match_id !== null)
      expect(by(stimulus_id)).toMatchObject({ split: by(match_id).split, group: by(match_id).group });
  }
  expect(
    new Set(stimuli.filter(({ series }) => series === "series-2").map((one) => by(one.stimulus_id).group))
      .size,
  ).toBe(1);
  expect(new Set(stimuli.filter((one) => one.anchor_id).map((one) => by(one.stimulus_id).split)).size).toBe(
    1,
  );
  // A fifth of 60, to within half of the largest group, which is the nine faces from one photo.
  expect(Math.abs(count("stimulus", "test") - 12)).toBeLessThanOrEqual(5);
  expect(count("stimulus", "train")).toBeGreaterThan(30);
  expect([count("participant", "train"), count("participant", "test")]).toEqual([16, 4]);
  const turned = splitStudy([...stimuli].reverse(), [...people].reverse());
  const sides = (rows: typeof splits) => rows.map(({ id, split }) => `${id} ${split}`).sort();
  expect(sides(turned)).toEqual(sides(splits));
  expect(splitStudy([stimulus(1)], ["only"]).map(({ split }) => split)).toEqual(["train", "train"]);
  expect(Object.keys(splits[0]!)).toEqual(Object.keys(splitsTable.columns));
});

test("who withdrew after a release is found in it by the SHA-256 of their name and its secret", () => {
  const names = pseudonyms([{ participant_id: "adam", source: "collected" }], SECRET);
  expect(personPseudonym(digestText("adam"), SECRET)).toBe(names.get("adam"));
  expect(personPseudonym(digestText("adam"), "other")).not.toBe(names.get("adam"));
});
