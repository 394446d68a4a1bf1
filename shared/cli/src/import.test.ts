import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTable, stimuliTable, trialsTable, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { toyStimulus } from "@limen/testing/rows";
import { expect, test, vi } from "vitest";

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 120_000 });

const LIMEN = join(import.meta.dirname, "../bin/limen.mjs");

/** A folder with three stimuli and these files of trials. */
async function study(files: Readonly<Record<string, string>>) {
  const folder = temporaryDirectory();
  const metadata = { classes: JSON.stringify(["anger", "fear"]), size: "8" };
  const rows = ["s1", "s2", "s3"].map((stimulus_id) => {
    const image = { bytes: new Uint8Array(0), path: null };
    const p = Float32Array.of(0.5, 0.5);
    return toyStimulus({ stimulus_id, image, p_guide_1: p, p_held_out: p });
  });
  await writeTable(join(folder, "stimuli.parquet"), stimuliTable, rows, { metadata });
  mkdirSync(join(folder, "people"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const limen = (...args: string[]) => {
    const all = [LIMEN, "import", ...args, "--stimuli", "stimuli.parquet"];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
    return { status, out: stdout, err: stderr };
  };
  return { folder, limen };
}

const ANN = "participant;image;choice;rt\nann;s1.png;angry;0,512\nann;s2.png;fear;0,7\n";
const BOB = "participant;image;choice;rt\nbob;s1.png;fear;1,5\nbob;s9.png;fear;0,8\n";
const MAP = "aliases: { angry: anger }\nmaxRejected: 0.3\n";

test("a preview says what was understood, shows rejects and a node to paste, and writes nothing", async () => {
  const { folder, limen } = await study({ "people/ann.csv": ANN, "people/bob.csv": BOB, "map.yaml": MAP });
  const { status, out } = limen("people", "--map", "map.yaml", "--preview");
  expect(status).toBe(0);
  expect(out).toContain(
    "ann.csv and 1 more: CSV (semicolon), UTF-8, one row a trial; participant ← participant, stimulus ← image, response ← choice, rt ← rt; response times in s, decimal comma",
  );
  expect(out).toContain("3 trials of 2 participants and 2 stimuli, 0 without an answer; 1 rejected");
  expect(out).toMatch(/^ann +s1 +anger +512$/m);
  expect(out).toMatch(/^bob\.csv +3 +unknown stimulus "s9\.png"$/m);
  expect(out).toMatch(/^ {4}columns:\n {6}participant: participant\n {6}stimulus: image$/m);
  expect(out).toMatch(/^ {4}rtUnit: s\n {4}decimal: ","$/m);
  expect(readdirSync(folder).sort()).toEqual(["map.yaml", "people", "stimuli.parquet"]);
});

test("with a folder to write to, the three tables of run-experiment are there", async () => {
  const { folder, limen } = await study({ "people/ann.csv": ANN, "people/bob.csv": BOB, "map.yaml": MAP });
  expect(limen("people", "--map", "map.yaml", "--out", "tables/mine")).toMatchObject({ status: 0, err: "" });
  const again = limen("people", "--map", "map.yaml", "--out", "tables/mine");
  expect(again).toMatchObject({ status: 2, err: expect.stringContaining("something of that name already") });
  expect(readdirSync(join(folder, "tables"))).toEqual(["mine"]);
  const { rows } = await readTable(join(folder, "tables/mine/trials.parquet"), trialsTable);
  expect(rows.map(({ participant_id, response, rt_ms }) => [participant_id, response, rt_ms])).toEqual([
    ["ann", "anger", 512],
    ["ann", "fear", 700],
    ["bob", "fear", 1500],
  ]);
  const summary = JSON.parse(limen("people", "--map", "map.yaml", "--preview", "--json").out);
  expect(summary).toMatchObject({ trials: 3, participants: 2, rejects: [{ file: "bob.csv", row: 3 }] });
});

test("too many rejects, a wrong mapping, neither or both ways: exit 2, and nothing written", async () => {
  const wrong = "columns: { partcipant: who }\nrtUnit: min\n";
  const { folder, limen } = await study({ "people/bob.csv": BOB, "wrong.yaml": wrong });
  const strict = limen("people", "--out", "tables");
  expect(strict).toMatchObject({ status: 2 });
  expect(strict.err).toContain("bob.csv: 1 of 2 rows cannot be used");
  const mapped = limen("people", "--map", "wrong.yaml", "--preview");
  expect(mapped.status).toBe(2);
  expect(mapped.err).toContain('wrong.yaml:1:12: unknown parameter "columns.partcipant"');
  expect(mapped.err).toContain("wrong.yaml:2:9: rtUnit must not be");
  expect(limen("people", "--map", "none.yaml", "--preview").err).toContain(
    "cannot read the parameters none.yaml",
  );
  expect(limen("people").err).toContain("give either --preview or --out FOLDER");
  expect(limen("people", "--preview", "--out", "tables").status).toBe(2);
  expect(existsSync(join(folder, "tables"))).toBe(false);
});
