import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { findPipeline } from "./find-pipeline.ts";
import { limen, start } from "./test/limen.ts";

// Each command is a process; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 300_000 });

const KILLS = process.env.LIMEN_TEST_FULL ? 40 : 4;

const CHAIN =
  "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 17 } }\n  b: { uses: round-number, inputs: { number: a.number } }\n";

test("push, pull, run through a remote, pack, unpack and verify, each by its command", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  toys.writePipeline(CHAIN);
  const bob = { ...toys, artifacts: join(toys.root, "bob") };
  const nowhere = await limen(toys, "pull", "toy.yaml", "shared");
  expect(nowhere.status).toBe(2);
  expect(nowhere.err).toContain(`there is no folder ${join(toys.root, "shared")}: nothing was ever pushed`);
  expect(await limen(toys, "run", "toy.yaml", "--remote", "shared")).toMatchObject({ status: 2, out: "" });
  expect(existsSync(join(toys.artifacts, "runs"))).toBe(true);
  mkdirSync(join(toys.root, "shared"));
  const nothing = await limen(toys, "pull", "toy.yaml", "shared");
  expect(nothing.status).toBe(1);
  expect(nothing.err).toContain("not there: a: no result of this code and these parameters");
  rmSync(join(toys.root, "shared"), { recursive: true });
  expect(await limen(toys, "push", "toy.yaml", "shared")).toMatchObject({ status: 2, out: "" });

  const ran = await limen(toys, "run", "toy.yaml", "--remote", "shared", "--push");
  expect(ran).toMatchObject({ status: 0, err: "" });
  expect(ran.out).toMatch(/pushed to .*shared: 4 files/);
  toys.forgetTrace();
  const dry = await limen(bob, "run", "toy.yaml", "--remote", "shared", "--dry-run");
  expect(dry.out).toMatch(/^a +make-number +cached +from .*shared$/m);
  expect(existsSync(join(bob.artifacts, "views/toy"))).toBe(false);
  expect(await limen(bob, "run", "toy.yaml", "--remote", "shared")).toMatchObject({ status: 0 });
  expect(toys.trace()).toEqual([]);
  expect(await limen(bob, "verify", "toy.yaml")).toMatchObject({ status: 0 });

  const pack = await limen(bob, "pack", "toy.yaml", "toy.limen.tar");
  expect(pack).toMatchObject({ status: 0, err: "" });
  const unpacked = await limen(bob, "unpack", "toy.limen.tar");
  expect(unpacked.status).toBe(0);
  expect(unpacked.out).toContain(pack.out.trim().split("\n").at(-1));
  const theirs = { ...toys, artifacts: join(toys.root, "toy/artifacts") };
  const verified = await limen(theirs, "verify", "toy/toy.yaml");
  expect(verified).toMatchObject({ status: 0, err: "" });
  expect(verified.out).toContain("toy/toy.lock.json says");
  // What unpack says last does just that; the folder alone is no pipeline, and says so.
  expect(unpacked.out.trim().split("\n").at(-1)).toBe(
    "LIMEN_ARTIFACTS=toy/artifacts npx limen verify toy/toy.yaml",
  );
  const folder = await limen(bob, "verify", "toy");
  expect(folder.status).toBe(2);
  expect(folder.err).toContain("LIMEN_ARTIFACTS=toy/artifacts npx limen verify toy/toy.yaml");

  const bytes = readFileSync(join(toys.root, "toy.limen.tar"));
  bytes[bytes.indexOf('{"value":17}') + 10]! ^= 1;
  writeFileSync(join(toys.root, "bad.tar"), bytes);
  const bad = await limen(bob, "unpack", "bad.tar");
  expect(bad.status).toBe(2);
  expect(readdirSync(toys.root).filter((name) => name.startsWith("bad"))).toEqual(["bad.tar"]);

  expect(await limen(bob, "run", "toy.yaml", "--push")).toMatchObject({ status: 2 });
});

test("results of another code: pull says what differs and names the lock file, which fetches them", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  toys.writePipeline(CHAIN);
  for (const command of ["run", "lock"])
    expect(await limen(toys, command, "toy.yaml")).toMatchObject({ status: 0 });
  // An edit that changes no byte: other keys, the same results.
  const stage = join(toys.stages, "make-number/src/index.ts");
  writeFileSync(stage, `${readFileSync(stage, "utf8")}\n// no difference\n`);
  expect(await limen(toys, "run", "toy.yaml")).toMatchObject({ status: 0 });
  expect(await limen(toys, "push", "toy.yaml", "shared")).toMatchObject({ status: 0, err: "" });
  writeFileSync(stage, `${readFileSync(stage, "utf8")}\n// none either\n`);
  const bob = { ...toys, artifacts: join(toys.root, "bob") };
  const shared = join(toys.root, "shared");
  const plain = await limen(bob, "pull", "toy.yaml", "shared");
  expect(plain.status).toBe(1);
  expect(plain.err).toContain(
    "not there: a: no result of this code and these parameters; from the run there to here: code of @toy/make-number changed",
  );
  expect(plain.err).toContain(`npx limen pull toy.yaml ${shared} --lock toy.lock.json`);
  const locked = await limen(bob, "pull", "toy.yaml", "shared", "--lock", "toy.lock.json");
  expect(locked).toMatchObject({ status: 0, err: "" });
  expect(locked.out).toContain("a: the bytes that toy.lock.json names, from runs of other code");
  expect(await limen(bob, "verify", "toy.yaml")).toMatchObject({ status: 0, err: "" });
});

test("damage there is named with the push that mends it; damage here is left out of a push, which says so", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  toys.writePipeline(CHAIN);
  const bob = { ...toys, artifacts: join(toys.root, "bob") };
  const shared = join(toys.root, "shared");
  expect(await limen(toys, "run", "toy.yaml", "--remote", "shared", "--push")).toMatchObject({ status: 0 });
  const damage = (folder: string, value: number) => {
    const path = objectFiles(join(folder, "objects")).find((one) =>
      readFileSync(one, "utf8").includes(`"value":${value}`),
    )!;
    chmodSync(path, 0o644);
    writeFileSync(path, '{"value":71}');
  };
  damage(shared, 17);
  const refused = await limen(bob, "pull", "toy.yaml", "shared");
  expect(refused.status).toBe(1);
  expect(refused.err).toContain(`→ npx limen push toy.yaml ${shared} --check, where the results are good`);
  const mended = await limen(toys, "push", "toy.yaml", "shared", "--check");
  expect(mended).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^replaced: .*its bytes had SHA-256/),
  });
  expect(await limen(bob, "pull", "toy.yaml", "shared")).toMatchObject({ status: 0, err: "" });

  damage(toys.artifacts, 10);
  const part = await limen(toys, "push", "toy.yaml", "shared");
  expect(part.status).toBe(1);
  expect(part.err).toMatch(
    /^left out: b: artifact damaged.*\n[\s\S]*→ npx limen run toy\.yaml brings these up to date/,
  );
});

test("a folder of a pipeline's name does not stand in the way of the pipeline; a file does", () => {
  const folder = temporaryDirectory();
  const asked = (name: string) => {
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      return findPipeline(name);
    } finally {
      process.chdir(cwd);
    }
  };
  expect(asked("tiny")).toMatch(/pipelines\/tiny\.yaml$/);
  mkdirSync(join(folder, "tiny/artifacts"), { recursive: true });
  writeFileSync(join(folder, "tiny/tiny.yaml"), "");
  expect(asked("tiny")).toMatch(/pipelines\/tiny\.yaml$/);
  expect(() => asked("./tiny")).toThrow("this is a folder, and no pipeline");
  writeFileSync(join(folder, "demo"), "");
  expect(asked("demo")).toBe("demo");
});

/** A stage whose output takes a while on its way. */
const LARGE = `
import { writeFileSync } from "node:fs";
import { defineStage, document, output } from "@limen/stage";
import { z } from "zod";
export default defineStage({
  engine: false, name: "make-large", summary: "Writes much.", inputs: {},
  outputs: { number: output(document("json"), "it") },
  params: z.strictObject({ size: z.int().describe("bytes") }),
  load: async () => ({ async run({ params, output }) { writeFileSync(output("number"), Buffer.alloc(params.size, params.size % 251)); } }),
});
`;

test("kill -9 in the midst of a push or a pull leaves nothing half-written, and the same command goes on", async () => {
  const toys = toyWorkspace([]);
  toys.writeStage("make-large", LARGE);
  const sizes = [30_000_001, 30_000_002, 30_000_003, 30_000_004];
  const nodes = sizes.map((size, index) => `  n${index}: { uses: make-large, with: { size: ${size} } }`);
  toys.writePipeline(`limen: 1\nname: toy\nnodes:\n${nodes.join("\n")}\n`);
  expect(await limen(toys, "run", "toy.yaml")).toMatchObject({ status: 0, err: "" });
  for (let kill = 0; kill < KILLS; kill++) {
    const remote = join(toys.root, `remote-${kill % 2}`);
    const bob = { ...toys, artifacts: join(toys.root, `bob-${kill}`) };
    if (kill % 2 === 1) expect(await limen(toys, "push", "toy.yaml", remote)).toMatchObject({ status: 0 });
    const args = kill % 2 === 0 ? ["push", "toy.yaml", remote] : ["pull", "toy.yaml", remote];
    const who = kill % 2 === 0 ? toys : bob;
    const { child, ended } = start(who, ...args);
    // At a random time after the first byte is on its way.
    const underWay = () =>
      kill % 2 === 0 ? existsSync(join(remote, "incoming")) : filesUnder(join(bob.artifacts, "tmp")) > 0;
    while (!underWay() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    child.kill("SIGKILL");
    await ended;
    const kept = kill % 2 === 0 ? join(remote, "objects") : join(bob.artifacts, "objects");
    for (const path of objectFiles(kept)) expect(await sha256(path)).toBe(path.slice(-64));
    const again = await limen(who, ...args);
    // On a busy machine it may tell how far it is.
    expect(again.status, again.err).toBe(0);
    if (kill % 2 === 1) expect(await limen(bob, "verify", "toy.yaml")).toMatchObject({ status: 0 });
  }
});

function filesUnder(folder: string): number {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0;
}

function objectFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function sha256(path: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
