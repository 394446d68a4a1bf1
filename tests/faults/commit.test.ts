import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collectGarbage, openStore } from "@limen/artifact";
import { systemProblem } from "@limen/errors";
import { states, toyRun } from "@limen/runner/toy-run";
import { TOY_CHAIN, type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { outputDigests } from "../support/results.ts";
import { type Fault, type FaultyRun, withFault } from "./faulty-files.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
/** Of the calls that a run makes, which are struck: all, or a sample that begins elsewhere for each fault. */
const EACH = isFull ? 1 : 9;

test.each<[Fault, number]>([
  ["before", 0],
  ["after", 3],
  ["torn", 6],
])(
  "a process that dies (%s) at any call that changes files leaves whole entries, and the next run ends as if undisturbed",
  async (fault, from) => {
    const { toys, file, wanted, calls } = await calmRun();
    let deaths = 0;
    for (let at = from % EACH; at < calls; at += EACH) {
      const run = await struckRun(toys, file, at, fault);
      if (isPastTheEnd(run, calls)) break;
      const name = `${fault} call ${at} (${run.struck})`;
      expect(run.error, name).toMatchObject({ name: "Dead" });
      expectWhole(toys, name);
      await expectRecovery(toys, file, wanted, name);
      deaths++;
    }
    process.stdout.write(`died ${fault} each of ${deaths} of ${calls} calls: all recovered\n`);
  },
  isFull ? 1_800_000 : 120_000,
);

test.each<[Fault, number]>([
  ["ENOSPC", 1],
  ["EIO", 4],
  ["EACCES", 7],
  ["EMFILE", 8],
])(
  "a disk that answers %s at any call: a clear error or none, whole entries, and the next run ends as if undisturbed",
  async (fault, from) => {
    const { toys, file, wanted, calls } = await calmRun();
    let told = 0;
    for (let at = from % EACH; at < calls; at += EACH) {
      const run = await struckRun(toys, file, at, fault);
      if (isPastTheEnd(run, calls)) break;
      const name = `${fault} at call ${at} (${run.struck})`;
      if (run.error !== undefined) {
        expect(systemProblem(run.error), `${name}: ${String(run.error)}`).toMatchObject({
          hint: expect.any(String),
        });
        told++;
      }
      expectWhole(toys, name);
      await expectRecovery(toys, file, wanted, name);
    }
    expect(told).toBeGreaterThan(0);
    process.stdout.write(`${fault} at each ${EACH}th of ${calls} calls: ${told} told, all recovered\n`);
  },
  isFull ? 1_800_000 : 120_000,
);

/** The first run of a process opens a few files more than later ones, which remember them. */
function isPastTheEnd({ struck, calls }: FaultyRun, firstCalls: number): boolean {
  if (struck === undefined) expect(calls).toBeGreaterThan(firstCalls * 0.8);
  return struck === undefined;
}

/** A run that nothing disturbs: what it makes, and how many calls it makes for that. */
async function calmRun() {
  const toys = toyWorkspace(["make-number", "round-number"]);
  const file = toys.writePipeline(TOY_CHAIN);
  const { calls, error } = await withFault(Number.POSITIVE_INFINITY, "before", () => plainRun(toys, file));
  expect(error).toBeUndefined();
  expect(calls).toBeGreaterThan(40);
  return { toys, file, wanted: outputDigests(toys.artifacts, "toy"), calls };
}

/** Throws also when a node fails. */
async function plainRun(toys: ToyWorkspace, file: string): Promise<void> {
  const run = await toyRun(toys, file, { inProcess: true, jobs: 1 });
  for (const outcome of run.result.values()) {
    if (outcome.state !== "failed") continue;
    throw (
      (outcome.failure.kind === "internal" && outcome.failure.cause) ||
      new Error(JSON.stringify(outcome.failure))
    );
  }
}

async function struckRun(toys: ToyWorkspace, file: string, at: number, fault: Fault): Promise<FaultyRun> {
  rmSync(toys.artifacts, { recursive: true, force: true });
  const run = await withFault(at, fault, () => plainRun(toys, file));
  bury(toys.artifacts);
  return run;
}

/** Whatever the struck run left is of a process that ended: this one, whose start is put back. */
function bury(artifacts: string): void {
  const [locks, tmp] = [join(artifacts, "locks"), join(artifacts, "tmp")];
  for (const name of existsSync(locks) ? readdirSync(locks) : []) {
    const text = readFileSync(join(locks, name), "utf8");
    writeFileSync(join(locks, name), text.replace(/"started":"\d+"/g, '"started":"1"'));
  }
  for (const name of existsSync(tmp) ? readdirSync(tmp) : []) {
    const [pid, boot, , host, random] = name.split("~");
    renameSync(join(tmp, name), join(tmp, [pid, boot, "1", host, random].join("~")));
  }
}

/** An object or record is absent or as its name says; a record has all its objects. */
function expectWhole({ artifacts }: ToyWorkspace, name: string): void {
  const { layout, objects, records } = openStore(artifacts);
  for (const folder of readdirSync(layout.objects)) {
    for (const digest of readdirSync(join(layout.objects, folder)))
      expect(objects.check(digest).state, name).toBe("good");
  }
  for (const key of records.keys()) {
    const found = records.find(key);
    if (found.state !== "found") throw new Error(`${name}: the record of ${key} is ${found.state}`);
    for (const { digest } of Object.values(found.record.outputs))
      expect(objects.check(digest).state, name).toBe("good");
  }
}

async function expectRecovery(
  toys: ToyWorkspace,
  file: string,
  wanted: Record<string, string>,
  name: string,
): Promise<void> {
  const next = await toyRun(toys, file, { inProcess: true, jobs: 1 });
  expect(
    Object.values(states(next)).every((state) => state === "ran" || state === "hit"),
    name,
  ).toBe(true);
  expect(outputDigests(toys.artifacts, "toy"), name).toEqual(wanted);
  collectGarbage(openStore(toys.artifacts).layout, { dryRun: false });
  const left = readdirSync(toys.artifacts, { recursive: true, encoding: "utf8" }).filter(
    (path) => /part/.test(path) || /^(tmp|work|locks|quarantine|roots)\//.test(path),
  );
  expect(left, name).toEqual([]);
}
