import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openStore, type RunRecord, requireOwnFolder, requirePlainName } from "@limen/artifact";
import { openRemote, parseRemote, pull, push } from "@limen/remote";
import { openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { hostileNames, type ToyWorkspace, temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 240_000 });

const CHAIN = `
limen: 1
name: toy
nodes:
  a: { uses: make-number, with: { value: 17 } }
`;

const run = (toys: ToyWorkspace) => toyRun(toys, join(toys.root, "toy.yaml"), { inProcess: true });

/** All that lies in a folder outside the artifacts; links as links. */
function outside(root: string): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (path === join(root, "artifacts") || entry.name === "trace.txt") return [];
      return entry.isDirectory() ? [path, ...walk(path)] : [path];
    });
  return walk(root).sort();
}

function toyWithResults(): ToyWorkspace {
  const toys = toyWorkspace(["make-number"]);
  toys.writePipeline(CHAIN);
  return toys;
}

/** The only run's record of a store. */
function recordOf(toys: ToyWorkspace): RunRecord {
  const { records } = openStore(toys.artifacts);
  const found = records.find(records.keys()[0] ?? "");
  if (found.state !== "found") throw new Error("it ran");
  return found.record;
}

/** Writes it anew, digest and all, with other outputs. */
function forge(toys: ToyWorkspace, outputs: RunRecord["outputs"]): void {
  openStore(toys.artifacts).records.save({ ...recordOf(toys), outputs });
}

test("restore: a record's output under a hostile name is never linked", async () => {
  const toys = toyWithResults();
  await run(toys);
  const before = outside(toys.root);
  const { number } = recordOf(toys).outputs;
  for (const [kind, name] of hostileNames(join(toys.root, "escaped"))) {
    expect(() => requirePlainName(name, "an output"), kind).toThrow("would lead out of its folder");
    forge(toys, { [name]: number! });
    await expect(run(toys), kind).rejects.toThrow("would lead out of its folder");
    expect(outside(toys.root), kind).toEqual(before);
  }
});

test("import: a remote's record with a hostile output or extension is refused", async () => {
  const toys = toyWithResults();
  await run(toys);
  const { pipeline, session } = await toyPlan(toys, join(toys.root, "toy.yaml"));
  const store = join(toys.root, "remote");
  const remote = await openRemote(store, new AbortController().signal);
  await push(pipeline, session, remote, {});
  const { key, outputs } = recordOf(toys);
  const number = outputs.number!;
  const mine = { ...toys, artifacts: join(toys.root, "artifacts/mine") };
  const before = outside(toys.root);
  for (const [kind, name] of hostileNames(join(toys.root, "escaped"))) {
    for (const forged of [{ [name]: number }, { number: { ...number, extension: name } }]) {
      forge(toys, forged);
      writeFileSync(join(store, "runs", `${key}.json`), readFileSync(session.store.records.path(key)));
      const pulled = await pull(pipeline, openSession(workspaceOf(mine)), remote, {});
      expect(pulled.faults, kind).toMatchObject([{ why: "it is not as a run wrote it" }]);
      expect(pulled.nodes, kind).toEqual([]);
      expect(outside(toys.root), kind).toEqual(before);
    }
  }
});

const LINKED_PARENTS = [["views/toy"], ["views/toy/a"]] as const;

test.each(LINKED_PARENTS)("restore: nothing is written through a symbolic link at %s", async (place) => {
  const toys = toyWithResults();
  const hooks = join(toys.root, ".git/hooks");
  mkdirSync(hooks, { recursive: true });
  mkdirSync(join(toys.artifacts, place, ".."), { recursive: true });
  symlinkSync(hooks, join(toys.artifacts, place));
  await expect(run(toys)).rejects.toThrow("nothing is read or written through it");
  expect(readdirSync(hooks)).toEqual([]);
});

test("restore: an object's folder that is a symbolic link, or a file, takes no object", () => {
  const root = temporaryDirectory();
  const store = openStore(join(root, "artifacts"));
  const elsewhere = join(root, "elsewhere");
  mkdirSync(elsewhere);
  // 2cf2…: the digest of "hello".
  const folder = join(store.layout.objects, "2c");
  for (const hinder of [() => symlinkSync(elsewhere, folder), () => writeFileSync(folder, "")]) {
    hinder();
    const file = join(store.layout.tmp, "hello");
    writeFileSync(file, "hello");
    expect(() => store.objects.put(file)).toThrow("nothing is read or written through it");
    rmSync(folder);
  }
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(() => requireOwnFolder(root, join(root, "../x"))).toThrow("nothing is read or written through it");
});

test("restore: a name that is a symbolic or hard link to another file is replaced, and the other file stays", async () => {
  const toys = toyWithResults();
  await run(toys);
  const victim = join(toys.root, "victim");
  writeFileSync(victim, "mine");
  const view = join(toys.artifacts, "views/toy/a/number.json");
  const { linkSync } = await import("node:fs");
  for (const link of [() => symlinkSync(victim, view), () => linkSync(victim, view)]) {
    rmSync(view);
    link();
    await run(toys);
    expect(readFileSync(view, "utf8")).toBe('{"value":17}');
    expect(readFileSync(victim, "utf8")).toBe("mine");
    expect(lstatSync(view).isSymbolicLink()).toBe(false);
  }
});

test.each([["artifacts"], ["artifacts/views"]])("a user's own symbolic link at %s works", async (place) => {
  const toys = toyWithResults();
  await run(toys);
  const disk = join(toys.root, "disk");
  renameSync(join(toys.root, place), disk);
  symlinkSync(disk, join(toys.root, place));
  rmSync(join(toys.artifacts, "views/toy"), { recursive: true });
  await run(toys);
  expect(readFileSync(join(toys.artifacts, "views/toy/a/number.json"), "utf8")).toBe('{"value":17}');
});

test("export: a remote's address cannot name an option, a second line or a device's stream", () => {
  for (const text of ["-oProxyCommand=x:y", "ssh://-x/y", "a\nb", "a\0b", "ssh://h;x/y", "ftp://h/x"])
    expect(() => parseRemote(text)).toThrow("names no place");
});
