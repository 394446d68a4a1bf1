import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ToyWorkspace, temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";

// Each command is a process; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 300_000 });

const LIMEN = join(import.meta.dirname, "../bin/limen.mjs");
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

function limen(toys: ToyWorkspace, args: readonly string[], user?: { uid: number; gid: number }) {
  const env = { ...process.env, LIMEN_STAGES: toys.stages, LIMEN_ARTIFACTS: toys.artifacts };
  const { status, stdout, stderr } = spawnSync(process.execPath, [LIMEN, ...args], {
    cwd: toys.root,
    env,
    encoding: "utf8",
    ...user,
  });
  return { status, out: stdout, err: stderr };
}

function toys(): ToyWorkspace {
  const made = toyWorkspace(["make-number", "round-number"]);
  made.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 17 } }\n  b: { uses: round-number, inputs: { number: a.number } }\n",
  );
  return made;
}

/** Every command that makes no results. */
const READERS = [
  ["verify", "toy.yaml"],
  ["show", "toy.yaml", "a"],
  ["status", "toy.yaml"],
  ["trace", "123456"],
  ["diff", "toy", "toy/a"],
  ["challenge", "toy.yaml"],
  ["pack", "toy.yaml", "toy.limen.tar"],
  ["push", "toy.yaml", "shared"],
  ["lock", "toy.yaml"],
  ["sign", "toy.yaml", "--key", "toy.key"],
  ["export", "rocrate", "toy.yaml", "--to", "crate"],
  ["export", "dataset", "toy.yaml", "--to", "released"],
  ["repair"],
  ["gc"],
];

test("a folder of artifacts that is not there is said to be missing, and not made", () => {
  const { root, ...rest } = toys();
  const nowhere = { ...rest, root, artifacts: join(root, "typo") };
  limen(nowhere, ["keygen", "toy.key"]);
  const before = readdirSync(root);
  for (const args of READERS) {
    const { status, err } = limen(nowhere, args);
    expect([args, status, err]).toEqual([
      args,
      2,
      expect.stringContaining(`${nowhere.artifacts}: there are no results: no such folder`),
    ]);
    expect(err).toContain("LIMEN_ARTIFACTS names it");
  }
  const plan = limen(nowhere, ["plan", "toy.yaml"]);
  expect(plan).toMatchObject({ status: 0, out: expect.stringMatching(/^a +make-number +run +never ran/m) });
  expect(plan.err).toBe(`nothing has run there yet: there is no folder ${nowhere.artifacts}\n`);
  expect(limen(nowhere, ["run", "toy.yaml", "--dry-run"])).toMatchObject({ status: 0, err: "" });
  expect(readdirSync(root)).toEqual(before);
});

test("results that this user may not write are verified, shown, traced, challenged, packed and pushed", () => {
  const made = toys();
  expect(limen(made, ["run", "toy.yaml"])).toMatchObject({ status: 0 });
  const number = join(made.artifacts, "views/toy/a/number.json");
  expect(readFileSync(number, "utf8")).toBe('{"value":17}');
  const out = temporaryDirectory();
  chmodSync(made.root, 0o755);
  chmodSync(out, 0o777);
  // Toy stages note there that they ran.
  chmodSync(join(made.root, "trace.txt"), 0o666);
  const folders = readdirSync(made.artifacts, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const folder of [made.artifacts, ...folders]) chmodSync(folder, 0o555);
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : undefined;
  const before = readdirSync(made.artifacts, { recursive: true }).sort();
  const digest = limen(made, ["show", "toy.yaml", "a"], user).out.match(/sha256 ([0-9a-f]{64})/)?.[1] ?? "";
  for (const args of [
    ["verify", "toy.yaml"],
    ["status", "toy.yaml"],
    ["plan", "toy.yaml"],
    ["trace", digest],
    ["diff", "toy/a", "toy/a"],
    ["challenge", "toy.yaml", "b"],
    ["pack", "toy.yaml", join(out, "toy.limen.tar")],
    ["push", "toy.yaml", join(out, "shared"), "--check"],
    ["push", "toy.yaml", join(out, "shared"), "--check"],
    ["export", "rocrate", "toy.yaml", "--to", join(out, "crate")],
  ]) {
    expect([args, limen(made, args, user)]).toMatchObject([args, { status: 0, err: "" }]);
  }
  expect(readdirSync(made.artifacts, { recursive: true }).sort()).toEqual(before);
  expect(existsSync(join(out, "shared/lock-files/toy.lock.json"))).toBe(true);

  // Damage is told where nothing can be set aside.
  const path = join(made.artifacts, "objects", digest.slice(0, 2), digest);
  chmodSync(path, 0o644);
  writeFileSync(path, '{"value":71}');
  expect(limen(made, ["verify", "toy.yaml"], user)).toMatchObject({ status: 1 });
  const shown = limen(made, ["show", "toy.yaml", "a"], user);
  expect(shown).toMatchObject({ status: 2, err: expect.stringContaining("it was left there") });
  expect(shown.err).toContain("→ npx limen run");
  expect(limen(made, ["run", "toy.yaml"], user)).toMatchObject({
    status: 2,
    err: expect.stringContaining("the system does not let this user do that (EACCES"),
  });
});

test("results without the empty folders of a store, as copied by git or a mail program, are read as they are", () => {
  const made = toys();
  expect(limen(made, ["run", "toy.yaml"])).toMatchObject({ status: 0 });
  for (const name of readdirSync(made.artifacts))
    if (!["objects", "runs", "views"].includes(name))
      rmSync(join(made.artifacts, name), { recursive: true, force: true });
  for (const args of [
    ["verify", "toy.yaml"],
    ["push", "toy.yaml", "shared"],
    ["pack", "toy.yaml", "x.tar"],
  ])
    expect([args, limen(made, args)]).toMatchObject([args, { status: 0, err: "" }]);
  expect(readdirSync(made.artifacts).sort()).toEqual(["objects", "runs", "views"]);
  // A folder that holds something else holds no results.
  mkdirSync(join(made.root, "mine"));
  expect(limen({ ...made, artifacts: join(made.root, "mine") }, ["verify", "toy.yaml"])).toMatchObject({
    status: 1,
    err: expect.stringContaining("not run: a"),
  });
  expect(readdirSync(join(made.root, "mine"))).toEqual([]);
});
