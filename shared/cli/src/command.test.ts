import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { type Ended, LIMEN, limen, start } from "./test/limen.ts";

// Each command and each node starts a process; a busy machine takes seconds for that.
vi.setConfig({ testTimeout: 240_000 });

/** Waits until the toy stages have noted a line; a command that ended before says in vain why, unless this does. */
async function noted(toys: ToyWorkspace, line: string, ended?: Promise<Ended>): Promise<void> {
  let told: Ended | undefined;
  void ended?.then((end) => {
    told = end;
  });
  while (!toys.trace().includes(line)) {
    if (told !== undefined) throw new Error(`it ended with ${told.status}: ${told.err}${told.out}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const SLOW = `
limen: 1
name: toy
nodes:
  slow: { uses: work-slowly, with: { blocks: 8, milliseconds: 250 } }
`;

test("a stage whose source cannot be read is named with line and column, and mended is run", async () => {
  const toys = toyWorkspace();
  const source = join(toys.stages, "make-number/src/index.ts");
  const good = readFileSync(source, "utf8");
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 } }\n",
  );
  expect(await limen(toys, "plan", file)).toMatchObject({ status: 0 });
  writeFileSync(source, `${good}\nconst half = ;\n`);
  const line = good.split("\n").length + 1;
  const broken = await limen(toys, "plan", file);
  expect(broken).toMatchObject({ status: 2, out: "" });
  expect(broken.err).toContain(`${source}:${line}:14: Unexpected ";"`);
  expect(broken.err).not.toMatch(/^ +at /m);
  writeFileSync(source, good);
  expect(await limen(toys, "plan", file)).toMatchObject({ status: 0 });
});

test("run, run again, show, verify, flip a bit, verify, run", async () => {
  const toys = toyWorkspace();
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 } }\n  page: { uses: draw-picture, inputs: { number: a.number } }\n",
  );
  const first = await limen(toys, "run", file);
  expect(first).toMatchObject({ status: 0, err: "" });
  expect(first.out).toMatch(/^a: starts \(never ran\)$/m);
  expect(first.out).toMatch(/^page {2}ran /m);
  const again = await limen(toys, "run", file, "--json");
  const events = again.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
  expect(events.map(({ type }) => type)).toEqual(["plan", "hit", "hit", "end"]);
  expect((await limen(toys, "show", file, "a")).out).toContain('"value": 1');
  const good = await limen(toys, "verify", file);
  expect(good).toMatchObject({ status: 0 });
  expect(good.out).toContain("all 4 files are as they were written");

  const bytes = readFileSync(join(toys.artifacts, "views/toy/a/number.json"));
  const digest = createHash("sha256").update(bytes).digest("hex");
  const path = join(toys.artifacts, "objects", digest.slice(0, 2), digest);
  bytes[0]! ^= 4;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  const bad = await limen(toys, "verify", file);
  expect(bad.status).toBe(1);
  expect(bad.err).toContain(`damaged: ${path} (a, number)`);
  const mended = await limen(toys, "run", file);
  expect(mended.status).toBe(0);
  expect(mended.out).toContain("artifact damaged: output number is damaged");
  expect((await limen(toys, "verify", file)).status).toBe(0);
});

test("plan, show, status and verify need neither the data that a run read nor its --set; a run does", async () => {
  const toys = toyWorkspace(["read-number", "round-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: read-number, with: { path: none.txt } }\n  b: { uses: round-number, inputs: { number: a.number } }\n",
  );
  const data = join(toys.root, "mine.txt");
  writeFileSync(data, "17");
  const first = await limen(toys, "plan", file);
  expect(first).toMatchObject({ status: 0 });
  expect(first.out).toMatch(/^a +read-number +lacks data +data not there: .*none\.txt$/m);
  expect(first.out).toMatch(/^b +round-number +waits +for a$/m);
  expect(first.err).toMatch(
    /^warning: .*toy\.yaml:4:41: a: there is no file or folder .*none\.txt\n.*--set a\.path=/,
  );
  expect(await limen(toys, "run", file)).toMatchObject({ status: 2, out: "" });
  expect(await limen(toys, "run", file, "--set", `a.path=${data}`)).toMatchObject({ status: 0 });
  rmSync(data);
  expect(await limen(toys, "verify", file)).toMatchObject({ status: 0, err: "" });
  expect((await limen(toys, "show", file, "a")).out).toContain("sha256");
  const status = await limen(toys, "status", file);
  expect(status).toMatchObject({ status: 0, err: "" });
  expect(status.out).toMatch(/^a +lacks data .* s .*data not there/m);
  expect(status.out).toMatch(/^b +up to date/m);
});

test("a reader that stops early ends the command without a word", async () => {
  const toys = toyWorkspace(["make-number"]);
  const { child, ended } = start(toys, "stage", "--list");
  child.stdout?.destroy();
  expect(await ended).toEqual({ status: 141, out: "", err: "" });
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
    version: string;
  };
  expect(await limen(toyWorkspace([]), "--version")).toMatchObject({ status: 0, out: `${version}\n` });
});

test("after kill -9 the same command goes on from the finished blocks", async () => {
  const toys = toyWorkspace(["work-slowly"]);
  const file = toys.writePipeline(SLOW);
  const { child, ended } = start(toys, "run", file);
  await noted(toys, "block 2", ended);
  child.kill("SIGKILL");
  await ended;
  const next = await limen(toys, "run", file);
  expect(next).toMatchObject({ status: 0 });
  expect(next.out).toMatch(/takes over from process \d+, which ended without finishing/);
  expect(toys.trace().filter((line) => line === "block 0")).toHaveLength(1);
  expect(readdirSync(join(toys.artifacts, "tmp"))).toEqual([]);
  expect(readdirSync(join(toys.artifacts, "locks"))).toEqual([]);
});

test("Ctrl-C ends the node's process, leaves nothing and prints how to continue", async () => {
  const toys = toyWorkspace(["work-slowly"]);
  const file = toys.writePipeline(SLOW);
  const { child, ended } = start(toys, "run", file, "--set", "slow.blocks=20");
  await noted(toys, "block 1", ended);
  child.kill("SIGINT");
  const { status, err } = await ended;
  expect(status).toBe(130);
  expect(err).toContain(`to continue: npx limen run ${file} --set slow.blocks=20`);
  const after = toys.trace().length;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(toys.trace()).toHaveLength(after);
  expect(readdirSync(join(toys.artifacts, "locks"))).toEqual([]);
  expect(readdirSync(join(toys.artifacts, "tmp"))).toEqual([]);
});

test.each(["SIGTERM", "SIGKILL"] as const)(
  "%s of what npm started it by stops it as Ctrl-C does; of a shell that npm did not start, it does not",
  async (signal) => {
    const toys = toyWorkspace(["work-slowly"]);
    const file = toys.writePipeline(SLOW);
    const command = `"${process.execPath}" "${LIMEN}" run "${file}"; true`;
    const env = { ...process.env, LIMEN_STAGES: toys.stages, LIMEN_ARTIFACTS: toys.artifacts };
    // npm, its shell and limen, as npx makes them.
    const byNpm = spawn("sh", ["-c", `sh -c '${command}' ; true`], {
      cwd: toys.root,
      env: { ...env, npm_command: "exec" },
    });
    await noted(toys, "block 1");
    // Its pipes close when all have ended.
    const stopped = once(byNpm, "close");
    byNpm.kill(signal);
    await stopped;
    expect(readdirSync(join(toys.artifacts, "locks"))).toEqual([]);
    expect(toys.trace()).not.toContain("block 7");
    const { npm_command: _, ...plain } = env as NodeJS.ProcessEnv;
    const byShell = spawn("sh", ["-c", `sh -c '${command}' ; true`], { cwd: toys.root, env: plain });
    await noted(toys, "block 3");
    const ended = once(byShell, "close");
    byShell.kill(signal);
    await ended;
    expect(toys.trace()).toContain("block 7");
  },
);

test.each([
  [["rum"], 2, "Did you mean run?"],
  [["run"], 2, "missing required argument 'pipeline'"],
  [["run", "nowhere.yaml"], 2, "cannot read the pipeline nowhere.yaml: there is no such file"],
  [["stage", "make-numbr"], 2, 'unknown stage "make-numbr"\n  → did you mean "make-number"?'],
  [["simulate", "--against", "localhost:8080"], 2, '"localhost:8080" is no address of a study'],
  [["simulate", "--against", "http://a.example", "--world", "W7"], 2, 'there is no world "W7"'],
  [["simulate", "--against", "http://a.example", "--leave", "2"], 2, "It must be a share from 0 to 1."],
  [
    ["sign", "toy.yaml", "--key", "none.key"],
    2,
    "none.key: there is no such key\n  → limen keygen FILE makes a pair",
  ],
  [
    ["verify", "toy.yaml", "--signature", "toy.intoto.json"],
    2,
    "with which key shall the signature be checked?",
  ],
  [["verify", "toy.yaml", "--key", "toy.pub"], 2, "which signature shall the key check?"],
  [["export", "rocrate", "toy.yaml", "--to", "crate"], 2, "slow is not up to date: never ran"],
  [["export", "dataset", "toy.yaml"], 2, "required option '--to <folder>' not specified"],
  [["export", "crate", "toy.yaml"], 2, "unknown command 'crate'"],
  [["withdrawn", "--database", "none.db"], 2, "none.db: there is no such database"],
  [["run", "toy.yaml", "-j", "0"], 2, "It must be a whole number from 1."],
  [["run", "toy.yaml", "--only", "slwo"], 2, '--only: unknown node "slwo"\n  → did you mean "slow"?'],
])("%j exits %i and says why", async (args, status, message) => {
  const toys = toyWorkspace();
  toys.writePipeline(SLOW);
  mkdirSync(toys.artifacts);
  const ended = await limen(toys, ...args);
  expect(ended.status).toBe(status);
  expect(ended.err).toContain(message);
  expect(ended.err).not.toContain("    at ");
});
