import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collectGarbage, digestText, openStore } from "@limen/artifact";
import { openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { TOY_CHAIN, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { lockPath, readLock, writeLock } from "./lock-file.ts";
import { lockedNames, rememberLock } from "./locked-roots.ts";
import { makeLock } from "./make-lock.ts";
import { notRun, verifyPipeline } from "./verify.ts";

// Each node is a process of its own; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 240_000 });

async function lockedToys() {
  const toys = toyWorkspace(["make-number", "round-number"]);
  const file = toys.writePipeline(TOY_CHAIN);
  await toyRun(toys, file);
  const { pipeline, session } = await toyPlan(toys, file);
  const lock = await makeLock(pipeline, session);
  const path = lockPath(pipeline);
  writeLock(path, lock);
  const check = (options = {}) =>
    verifyPipeline("toy", openSession(workspaceOf(toys)), { lock: readLock(path), ...options });
  const faults = () => check().filter(({ state }) => state !== "good");
  return { toys, file, pipeline, session, lock, path, check, faults };
}

test("a lock names every output; a record, a readable name or a lock file that differs is named with a remedy", async () => {
  const { toys, lock, path, check, faults, session } = await lockedToys();
  expect(Object.keys(lock.nodes)).toEqual(["first", "rounded"]);
  expect(check().map(({ node, output, state }) => `${node} ${output} ${state}`)).toEqual([
    "first record good",
    "first number good",
    "rounded record good",
    "rounded number good",
    " lock good",
  ]);

  // A whole record under another's name.
  const [first, rounded] = Object.values(lock.nodes).map(({ key }) => session.store.records.path(key));
  const [one, two] = [readFileSync(first!), readFileSync(rounded!)];
  writeFileSync(first!, two);
  expect(faults()).toMatchObject([
    { node: "first", output: "record", state: "damaged", remedy: "npx limen run toy computes it anew" },
  ]);
  // A record that somebody made by hand, digest and all, whose key is not that of what it says.
  const { record } = JSON.parse(String(one)) as { record: { identity: { params: { value: number } } } };
  record.identity.params.value = 18;
  session.store.records.save(record as never);
  expect(faults()).toMatchObject([{ node: "first", output: "record", state: "damaged" }]);
  writeFileSync(first!, one);
  expect(faults()).toEqual([]);

  // What people open is another file by now.
  const view = join(toys.artifacts, "views/toy/first/number.json");
  rmSync(view);
  writeFileSync(view, '{"value":18}');
  expect(faults()).toMatchObject([
    {
      node: "first",
      output: "view number.json",
      path: view,
      state: "damaged",
      remedy: "npx limen run toy names it anew",
    },
  ]);
  rmSync(view);
  expect(faults()).toMatchObject([{ output: "view number.json", state: "missing" }]);
  writeFileSync(view, readFileSync(session.store.objects.path(lock.nodes.first!.outputs.number!.sha256)));
  expect(faults()).toEqual([]);

  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('"bytes": 12', '"bytes": 13'));
  expect(faults()).toMatchObject([
    { output: "lock", path, state: "damaged", remedy: expect.stringContaining("git checkout") },
  ]);
  rmSync(path);
  expect(faults()).toMatchObject([{ output: "lock", path, state: "missing" }]);
});

test("results that are whole but not those of the lock file are named, the first one first", async () => {
  const { toys, file, path, check, faults, lock } = await lockedToys();
  await toyRun(toys, file, { set: ["first.value=27"] });
  expect(faults()).toMatchObject([
    {
      node: "first",
      output: "number",
      state: "other",
      why: expect.stringContaining(lock.nodes.first!.outputs.number!.sha256),
    },
    { node: "rounded", output: "number", state: "other" },
  ]);
  // 18 is another number, which rounds to the same: the second node reads another file and writes the same one.
  await toyRun(toys, file, { set: ["first.value=18"] });
  expect(faults().map(({ node }) => node)).toEqual(["first"]);
  writeLock(path, { ...lock, nodes: { ...lock.nodes, third: { key: digestText("x"), outputs: {} } } });
  expect(notRun(lock, check())).toEqual([]);
  const longer = readLock(path);
  expect(longer.state === "found" && notRun(longer.lock, check())).toEqual(["third"]);
});

test("a sample reads some outputs, and every record", async () => {
  const { check, lock, session } = await lockedToys();
  const object = session.store.objects.path(lock.nodes.rounded!.outputs.number!.sha256);
  chmodSync(object, 0o644);
  writeFileSync(object, readFileSync(object, "utf8").replace("10", "11"));
  const states = (draw: () => number) =>
    check({ sample: 0.5, draw }).map(({ output, state }) => `${output} ${state}`);
  expect(states(() => 0.7)).toEqual([
    "record good",
    "number unread",
    "record good",
    "number unread",
    "lock good",
  ]);
  expect(states(() => 0.2)).toEqual([
    "record good",
    "number good",
    "record good",
    "number damaged",
    "lock good",
  ]);
  // Its length is looked at in any case.
  writeFileSync(object, "");
  expect(states(() => 0.7)[3]).toBe("number damaged");
});

test("results that are not those of the pipeline as it stands cannot be locked", async () => {
  const { toys, file } = await lockedToys();
  const { pipeline, session } = await toyPlan(toys, file, { set: ["first.value=99"] });
  await expect(makeLock(pipeline, session)).rejects.toThrow(
    /first is not up to date: params changed: value 17 → 99\n.*npx limen run .* brings it up to date\nrounded is not up to date: waits for first/,
  );
});

test("garbage collection leaves what a lock file names, wherever it lies, and stops at a damaged one", async () => {
  const { toys, file, path, lock } = await lockedToys();
  const store = openStore(toys.artifacts);
  rememberLock(store, path);
  await toyRun(toys, file, { set: ["first.value=99"] });
  const collect = () => collectGarbage(store.layout, { dryRun: false, kept: lockedNames(store, toys.root) });
  const held = Object.values(lock.nodes).flatMap(({ key, outputs }) => [
    store.records.path(key),
    ...Object.values(outputs).map(({ sha256 }) => store.objects.path(sha256)),
  ]);
  collect();
  expect(held.filter((place) => !existsSync(place))).toEqual([]);
  const good = readFileSync(path);
  writeFileSync(path, "{}");
  expect(collect).toThrow(/toy\.lock\.json: this lock file is not as limen lock wrote it/);
  writeFileSync(path, good);
  // Found through the store alone.
  const kept = lockedNames(store, join(toys.root, "nowhere"));
  expect([...kept.keys]).toEqual(Object.values(lock.nodes).map(({ key }) => key));
  rmSync(path);
  collect();
  expect(held.filter((place) => existsSync(place))).toEqual([]);
});
