import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Robot, takePart } from "@limen/collect";
import { participantsTable, readTable, trialsTable } from "@limen/tables";
import { freePort } from "@limen/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LimenResult, limen, startLimen } from "../support/limen.ts";
import { objectPath } from "../support/results.ts";
import { type Person, tracesOf } from "../support/traces-of.ts";

const TOY = join(import.meta.dirname, "toy.yaml");
const SETTINGS = `
trialsPerParticipant: 40
coreStimuli: 20
repeats: 10
answersPerStimulus: 3
catchShare: 0
blocks: 2
practice: 0
`;
const OBSERVERS = 10;
const TRIALS = 40;

let folder: string;
let artifacts: string;
let database: string;
let server: ChildProcess;
let address: string;

/** All that commands said: no participant's name may stand in it either. */
let said = "";

function run(...args: string[]): LimenResult {
  const result = limen(args, { artifacts, cwd: folder });
  said += result.output;
  return result;
}

const study = () => [TOY, "--settings", join(folder, "settings.yaml"), "--database", database];
const exportTo = (name: string) => run("collect", ...study(), "--export", join(folder, name));
const runOn = (name: string) =>
  run("run", TOY, "--set", "people.mode=collect", "--set", `people.path=${join(folder, name)}`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "limen-collected-"));
  artifacts = join(folder, "artifacts");
  database = join(folder, "answers.db");
  writeFileSync(join(folder, "settings.yaml"), SETTINGS);
  const first = run("run", TOY);
  expect(first.status, first.output.slice(-3000)).toBe(0);
  const port = await freePort();
  server = startLimen(["collect", ...study(), "--port", String(port)], { artifacts, cwd: folder });
  address = `http://localhost:${port}`;
  for await (const line of createInterface({ input: server.stdout! })) if (line.startsWith("answers:")) break;
}, 600_000);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once("close", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test("simulated participants, an export and one command make a report, and all of it says simulated", async () => {
  const simulated = run("simulate", TOY, "--against", address, "--participants", String(OBSERVERS), "--json");
  expect(simulated.status, simulated.output).toBe(0);
  expect(JSON.parse(simulated.stdout)).toEqual({
    participants: OBSERVERS,
    complete: OBSERVERS,
    before: 0,
    left: 0,
    answers: OBSERVERS * TRIALS,
  });
  expect(exportTo("simulated").status).toBe(0);
  const { rows: people } = await readTable(join(folder, "simulated/participants.parquet"), participantsTable);
  expect(people.map(({ source }) => source)).toEqual(Array(OBSERVERS).fill("simulated"));
  const { rows: trials } = await readTable(join(folder, "simulated/trials.parquet"), trialsTable);
  expect(trials).toHaveLength(OBSERVERS * TRIALS);
  const made = runOn("simulated");
  expect(made.status, made.output.slice(-3000)).toBe(0);
  const report = readFileSync(objectPath(artifacts, "toy", "report.report"), "utf8");
  expect(report).toContain("The observers in this report are simulated.");
  expect(report).not.toContain("collected in the web experiment");
}, 300_000);

/** A participant whose response times nobody else has, and who leaves where told. */
async function person(
  name: string,
  leaves: number,
): Promise<Pick<Person, "times"> & { readonly code: string }> {
  const times = new Set<number>();
  const decide: Robot["decide"] = (_picture, seq) => {
    if (seq >= leaves) return "leave";
    const rtMs = 700 + seq + (name.charCodeAt(0) - 96) / 128 + seq / 4096;
    times.add(rtMs);
    return { response: ["anger", "happiness", "sadness"][seq % 3]!, rtMs };
  };
  const { withdrawalCode } = await takePart({ address, name, decide });
  return { times, code: withdrawalCode! };
}

/** With the name that the export gives to whoever has these response times. */
async function named<P extends Pick<Person, "times">>(person: P, name: string): Promise<P & Person> {
  const { rows } = await readTable(join(folder, name, "trials.parquet"), trialsTable);
  const own = rows.filter(({ rt_ms }) => rt_ms !== null && person.times.has(rt_ms));
  expect(own).toHaveLength(person.times.size);
  return { ...person, id: own[0]!.participant_id };
}

test("who withdraws, before the first answer, midway or at the end, is in no artifact, export, record or log after a rerun", async () => {
  const early = await person("a", 0);
  const [second, third] = [await person("b", 15), await person("c", TRIALS)];
  const everywhere = [artifacts, ...["first", "second"].map((name) => join(folder, name))];
  expect(exportTo("first").status).toBe(0);
  const [midway, late] = [await named(second, "first"), await named(third, "first")];
  expect(runOn("first").status).toBe(0);
  const status = (...folders: string[]) =>
    run("withdrawn", "--database", database, ...folders.map((name) => join(folder, name)), "--json");
  expect(JSON.parse(status("first").stdout)).toMatchObject({ withdrawn: 0, holders: [], files: [] });
  // The search finds who is there.
  for (const there of [midway, late]) {
    expect(await tracesOf(there, [join(folder, "first")])).not.toEqual([]);
    expect(await tracesOf(there, [artifacts])).not.toEqual([]);
    expect(await tracesOf(there, [database, `${database}-wal`])).not.toEqual([]);
  }

  for (const { code } of [early, midway, late]) {
    const body = JSON.stringify({ code });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${address}/api/withdraw`, { method: "POST", headers, body })).status).toBe(204);
  }
  for (const gone of [midway, late]) {
    expect(await tracesOf(gone, [database, `${database}-wal`, `${database}-shm`])).toEqual([]);
  }

  const held = status("first");
  expect(held.status).toBe(1);
  const { withdrawn, holders, files } = JSON.parse(held.stdout) as Held;
  expect(withdrawn).toBe(3);
  const current = holders.filter((holder) => holder.current.includes("toy"));
  expect(current.map(({ node, people }) => [node, people > 0]).sort()).toEqual([
    ["aligned", true],
    ["claims", false],
    ["people", true],
    ["report", true],
    ["responses", true],
  ]);
  expect(files.map(({ people }) => people)).toEqual([2, 2, 2]);
  expect(run("withdrawn", "--database", database).stdout).toMatch(
    /^toy people \(trials, participants\) +names 2 +a new export, npx limen run/m,
  );

  expect(exportTo("second").status).toBe(0);
  expect(runOn("second").status).toBe(0);
  const replaced = JSON.parse(status("second").stdout) as Held;
  expect(replaced.files).toEqual([]);
  expect(replaced.holders.flatMap((holder) => holder.current)).toEqual([]);
  expect(replaced.holders.length).toBeGreaterThan(0);
  expect(run("gc").status).toBe(0);
  rmSync(join(folder, "first"), { recursive: true });

  expect(status("second")).toMatchObject({ status: 0 });
  for (const gone of [midway, late]) expect(await tracesOf(gone, everywhere)).toEqual([]);
  for (const { id } of [midway, late]) expect(said).not.toContain(id);
  const { rows } = await readTable(join(folder, "second/participants.parquet"), participantsTable);
  expect(rows).toHaveLength(OBSERVERS);
}, 300_000);

interface Held {
  readonly withdrawn: number;
  readonly holders: readonly {
    readonly node: string;
    readonly people: number;
    readonly current: readonly string[];
  }[];
  readonly files: readonly { readonly people: number }[];
}
