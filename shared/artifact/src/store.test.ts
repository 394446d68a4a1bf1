import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { UserError } from "@limen/errors";
import { expect, onTestFinished, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { digestText } from "./digest.ts";
import { writeDurably } from "./durable.ts";
import { temporaryFolder } from "./scratch.ts";
import { type ArtifactStore, openStore } from "./store.ts";
import { useStore } from "./usage.ts";
import { writeView } from "./views.ts";

function emptyStore(): ArtifactStore {
  const root = mkdtempSync(join(tmpdir(), "limen-store-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return openStore(root);
}

function putText({ layout, objects }: ArtifactStore, text: string): string {
  const file = join(layout.tmp, "output.json");
  writeFileSync(file, text);
  return objects.put(file).digest;
}

const record = (key: string, digest: string) => ({
  key,
  pipeline: "toy",
  node: "a",
  identity: {},
  outputs: { number: { digest, bytes: 5, extension: "json" } },
  started: "2026-01-01T00:00:00.000Z",
  host: "here",
  seconds: 1,
  peakBytes: 1,
  measures: [],
  log: [],
});

test("an object is named by its bytes, read-only, and put once", () => {
  const store = emptyStore();
  const digest = putText(store, "hello");
  expect(digest).toBe(digestText("hello"));
  const path = store.objects.open(digest, "a.number");
  expect(path.endsWith(`objects/${digest.slice(0, 2)}/${digest}`)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o444);
  expect(putText(store, "hello")).toBe(digest);
  expect(readdirSync(store.layout.tmp)).toEqual([]);
});

test("every single flipped bit is refused, named and put in quarantine", () => {
  const store = emptyStore();
  const digest = putText(store, "hello");
  const path = store.objects.path(digest);
  const good = readFileSync(path);
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bytes = Buffer.from(good);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, bytes);
    expect(() => store.objects.open(digest, "a.number")).toThrow(/a\.number is damaged: .*its name says/);
    expect(existsSync(path)).toBe(false);
  }
  expect(readdirSync(store.layout.quarantine)).toHaveLength(good.length * 8);
  expect(() => store.objects.open(digest, "a.number")).toThrow(
    /a\.number is missing: .*\n {2}→ npx limen run of its pipeline computes it anew$/,
  );
  expect(() => store.objects.open(digest, "a.number", "npx limen run toy computes it anew")).toThrow(
    /→ npx limen run toy computes it anew$/,
  );
});

test("a damaged object is replaced when the right bytes are put again", () => {
  const store = emptyStore();
  const digest = putText(store, "hello");
  chmodSync(store.objects.path(digest), 0o644);
  writeFileSync(store.objects.path(digest), "jello");
  putText(store, "hello");
  expect(store.objects.check(digest).state).toBe("good");
});

test("a name that is no digest never becomes a path", () => {
  const { objects, records } = emptyStore();
  expect(() => objects.path("../../etc/passwd")).toThrow("is not a SHA-256 digest");
  expect(records.find("../views/toy/nodes").state).toBe("absent");
});

test("a temporary folder is its maker's alone; those that killed processes left go, and no others", () => {
  const name = `limen-test-${process.pid}`;
  const mine = temporaryFolder(name);
  onTestFinished(() => rmSync(mine, { recursive: true, force: true }));
  expect(statSync(mine).mode & 0o777).toBe(0o700);
  const [pid, ...rest] = basename(mine)
    .slice(name.length + 1)
    .split("~");
  const dead = join(tmpdir(), `${name}~${2 ** 22 + Number(pid)}~${rest.join("~")}`);
  const other = join(tmpdir(), `${name}-other`);
  for (const folder of [dead, other]) mkdirSync(join(folder, "objects"), { recursive: true });
  onTestFinished(() => rmSync(other, { recursive: true, force: true }));
  const next = temporaryFolder(name);
  onTestFinished(() => rmSync(next, { recursive: true, force: true }));
  expect([mine, dead, other, next].map((path) => existsSync(path))).toEqual([true, false, true, true]);
});

test("a failed write leaves the old file and no rubbish", () => {
  const { layout } = emptyStore();
  const path = join(layout.root, "file");
  writeDurably(path, "old");
  mkdirSync(join(layout.root, "folder"));
  expect(() => writeDurably(join(layout.root, "folder"), "new")).toThrow();
  expect(readdirSync(layout.root).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(readFileSync(path, "utf8")).toBe("old");
});

test("garbage collection keeps what current pipelines need and lists the rest", async () => {
  const store = emptyStore();
  const [kept, dropped] = [putText(store, "kept"), putText(store, "dropped")];
  const [keptKey, droppedKey] = [digestText("key 1"), digestText("key 2")];
  store.records.save(record(keptKey, kept));
  store.records.save(record(droppedKey, dropped));
  writeView(store.layout, { pipeline: "toy", nodes: { a: keptKey } });
  mkdirSync(join(store.layout.tmp, "999999999~boot~1~nowhere~ff"));
  mkdirSync(join(store.layout.tmp, "rubbish"));
  mkdirSync(join(store.layout.work, droppedKey));
  const listed = collectGarbage(store.layout, { dryRun: true }).map(({ path }) => path);
  expect(listed.sort()).toEqual(
    [
      store.records.path(droppedKey),
      store.objects.path(dropped),
      join(store.layout.tmp, "rubbish"),
      join(store.layout.work, droppedKey),
    ].sort(),
  );
  expect(existsSync(store.objects.path(dropped))).toBe(true);

  const release = await useStore(store.layout);
  expect(() => collectGarbage(store.layout, { dryRun: false })).toThrow(UserError);
  release();

  collectGarbage(store.layout, { dryRun: false });
  expect(existsSync(store.objects.path(dropped))).toBe(false);
  expect(store.objects.check(kept).state).toBe("good");
  expect(store.records.keys()).toEqual([keptKey]);
});

test("canonical JSON does not depend on the order of keys and refuses what JSON cannot hold", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":"x","d":null}]}',
  );
  expect(canonicalJson({ a: 1, b: undefined })).toBe(canonicalJson({ a: 1 }));
  expect(() => canonicalJson({ a: Number.NaN })).toThrow("NaN has no JSON form");
});
