import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type ArtifactStore,
  collectGarbage,
  digestFile,
  digestText,
  diskUse,
  listViews,
  openStore,
  readLease,
  repairStore,
  unlinkOutputs,
} from "@limen/artifact";
import { openRemote } from "@limen/remote";
import { openSession } from "@limen/runner";
import { workspaceOf } from "@limen/runner/toy-run";
import { hostileNames, type Surroundings, surroundings, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";

const VICTIM = "somebody's own";
/** What somebody may have beside the store, under names that the store's commands look for. */
const FILES = {
  "victim.txt": VICTIM,
  [`folder/${digestText(VICTIM)}`]: VICTIM,
  "folder/nodes.json": "{}",
  "folder/x.part": "half",
  "folder/deeper/y": "y",
};

function storeIn({ box }: Surroundings): ArtifactStore {
  return openStore(join(box, "artifacts"));
}

/** A store in which each of these names is a link to a folder, or a file, beside it. */
function linked(around: Surroundings, names: readonly string[], target = "folder"): ArtifactStore {
  const store = storeIn(around);
  for (const name of names) {
    mkdirSync(dirname(join(store.layout.root, name)), { recursive: true });
    symlinkSync(around.beside(target), join(store.layout.root, name));
  }
  return store;
}

const digest = digestText(VICTIM);
const FAN = digest.slice(0, 2);

test("gc deletes nothing through a link, and measures nothing behind one", () => {
  const around = surroundings(FILES);
  const store = linked(around, [`objects/${FAN}`]);
  expect(() => collectGarbage(store.layout, { dryRun: false })).toThrow(
    "nothing is read or written through it",
  );
  const others = surroundings(FILES);
  // The links themselves are garbage.
  const loose = linked(others, ["tmp/left", "quarantine/left", "runs/left.json"]);
  expect(diskUse(loose.layout).quarantine).toBeLessThan(500);
  expect(collectGarbage(loose.layout, { dryRun: false })).toHaveLength(3);
  expect(readdirSync(loose.layout.quarantine)).toEqual([]);
  expect([...around.disturbed(), ...others.disturbed()]).toEqual([]);
});

test("a view that is a link is no index of anybody's runs", () => {
  const around = surroundings(FILES);
  const { layout } = linked(around, ["views/toy"]);
  for (const read of [() => listViews(layout), () => collectGarbage(layout, { dryRun: false })])
    expect(read).toThrow("nothing is read or written through it");
  expect(around.disturbed()).toEqual([]);
});

test("repair sets links aside themselves, not what they lead to", () => {
  const around = surroundings(FILES);
  const store = linked(around, [`objects/${FAN}`, "views/toy"]);
  expect(
    repairStore(store)
      .setAside.map(({ what }) => what)
      .sort(),
  ).toEqual(["index", "object"]);
  expect(repairStore(store).setAside).toEqual([]);
  expect(readdirSync(store.layout.quarantine)).toHaveLength(2);
  expect(around.disturbed()).toEqual([]);
});

test("an object, a record and an index that are links, pipes or devices are damaged, and none is waited for", () => {
  const around = surroundings(FILES);
  const store = storeIn(around);
  const { objects, records, layout } = store;
  const good = join(layout.tmp, "good");
  writeFileSync(good, "object");
  const object = objects.put(good).digest;
  const index = join(layout.views, "toy/nodes.json");
  mkdirSync(dirname(index));
  const pipe = (path: string) => expect(spawnSync("mkfifo", [path]).status).toBe(0);
  for (const [kind, make] of [
    ["link", (path) => symlinkSync(around.beside("victim.txt"), path)],
    ["device", (path) => symlinkSync("/dev/zero", path)],
    ["pipe", pipe],
  ] as readonly (readonly [string, (path: string) => unknown])[]) {
    const places = [objects.path(object), records.path(object), index];
    for (const place of places) {
      rmSync(place, { force: true });
      make(place);
    }
    expect(objects.check(object).state, kind).toBe("damaged");
    expect(records.find(object).state, kind).toBe("damaged");
    expect(() => listViews(layout), kind).toThrow("this is no index");
    expect(repairStore(store).setAside, kind).toHaveLength(3);
    expect(around.disturbed(), kind).toEqual([]);
  }
  const lock = join(layout.locks, "lock");
  pipe(lock);
  expect(readLease(lock)).toBeUndefined();
  symlinkSync(around.beside("victim.txt"), lock);
  expect(readLease(lock)).toBeUndefined();
  expect(readdirSync(layout.locks)).toEqual([]);
  expect(around.disturbed()).toEqual([]);
  const outlet = join(around.box, "pipe");
  pipe(outlet);
  for (const path of [outlet, "/dev/zero"]) expect(() => digestFile(path)).toThrow("no file");
});

test("a damaged object is not taken from a folder that is a link", () => {
  const around = surroundings({ [`folder/${digest}`]: "other bytes" });
  const { objects } = linked(around, [`objects/${FAN}`]);
  for (const act of [() => objects.open(digest, "x"), () => objects.quarantine(digest)])
    expect(act).toThrow("nothing is read or written through it");
  expect(around.disturbed()).toEqual([]);
});

test("no readable name is taken away outside its folder, whatever a record calls its output", () => {
  const around = surroundings({ "victim.json": "mine" });
  const view = join(around.box, "view");
  mkdirSync(view);
  const object = join(around.box, "object");
  // One file by two names, as a view's is.
  linkSync(around.beside("victim.json"), object);
  around.disturbed();
  for (const [kind, name] of hostileNames(around.beside("victim"))) {
    unlinkOutputs(view, { [name]: { digest, bytes: 4, extension: "json" } }, () => object);
    expect(around.disturbed(), kind).toEqual([]);
    mkdirSync(view, { recursive: true });
  }
});

test("a shared folder in which somebody put links is neither written nor read through them", async () => {
  const around = surroundings(FILES);
  const { box, beside } = around;
  const remote = await openRemote(box, new AbortController().signal);
  const mine = join(box, "mine");
  writeFileSync(mine, VICTIM);
  const path = `objects/${FAN}/${digest}`;
  mkdirSync(join(box, "objects"));
  symlinkSync(beside("folder"), join(box, `objects/${FAN}`));
  await expect(remote.put(path, mine)).rejects.toThrow("this is no folder of shared results");
  expect(await remote.get(path, join(box, "got"), 100)).toBe(false);
  rmSync(join(box, `objects/${FAN}`));
  mkdirSync(join(box, `objects/${FAN}`));
  symlinkSync(beside("victim.txt"), join(box, path));
  expect(await remote.get(path, join(box, "got"), 100)).toBe(false);
  // A link under the name itself is replaced.
  await remote.put(path, mine);
  expect(await remote.get(path, join(box, "got"), 100)).toBe(true);
  expect(around.disturbed()).toEqual([]);
  await remote.close();
});

test("the digest of a user's folder is that of the folder, not of what links in it lead to", () => {
  const around = surroundings(FILES);
  const data = join(around.box, "data");
  mkdirSync(join(data, "inner"), { recursive: true });
  writeFileSync(join(data, "inner/face.png"), "face");
  const toys = toyWorkspace(["make-number"]);
  const digestOf = (path: string) => openSession(workspaceOf(toys)).externals.digest(path);
  const plain = digestOf(data);
  symlinkSync(around.beside("folder"), join(data, "linked"));
  symlinkSync("/", join(data, "all"));
  symlinkSync(".", join(data, "loop"));
  symlinkSync("/dev/zero", join(data, "endless.png"));
  const withLinks = digestOf(data);
  expect(withLinks).not.toBe(plain);
  expect(digestOf(data)).toBe(withLinks);
  expect(around.disturbed()).toEqual([]);
  // The folder itself may be reached through one.
  symlinkSync(data, join(around.box, "link"));
  expect(digestOf(join(around.box, "link"))).toBe(withLinks);
  expect(readFileSync(around.beside("victim.txt"), "utf8")).toBe(VICTIM);
});
