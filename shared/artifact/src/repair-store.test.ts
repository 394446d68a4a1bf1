import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { digestText } from "./digest.ts";
import { repairStore } from "./repair-store.ts";
import { openStore } from "./store.ts";
import { useStore } from "./usage.ts";
import { readView, writeView } from "./views.ts";

function filledStore() {
  const root = mkdtempSync(join(tmpdir(), "limen-repair-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const store = openStore(root);
  const put = (name: string) => {
    const file = join(store.layout.tmp, name);
    writeFileSync(file, name);
    const { digest, bytes } = store.objects.put(file);
    const identity = { stage: name };
    const key = digestText(canonicalJson(identity));
    const outputs = { number: { digest, bytes, extension: "json" } };
    const rest = { started: "", host: "", seconds: 0, peakBytes: 0, measures: [], log: [] };
    store.records.save({ key, pipeline: "toy", node: name, identity, outputs, ...rest });
    return { key, digest };
  };
  const [a, b] = [put("a"), put("b")];
  writeView(store.layout, { pipeline: "toy", nodes: { a: a.key, b: b.key } });
  return { store, a, b };
}

test("a store that is whole is left as it is", () => {
  const { store } = filledStore();
  expect(repairStore(store)).toEqual({ checked: 5, setAside: [] });
});

test("damaged objects, records and indexes, and what the store never put there, are set aside; the rest stays", () => {
  const { store, a, b } = filledStore();
  const object = store.objects.path(a.digest);
  chmodSync(object, 0o644);
  writeFileSync(object, "A");
  writeFileSync(store.records.path(b.key), "{}");
  const stray = join(object, "..", "stray.txt");
  writeFileSync(stray, "mine");
  const index = join(store.layout.views, "toy/nodes.json");
  writeFileSync(index, "[]");
  const { setAside } = repairStore(store);
  expect(setAside.map(({ what, path }) => `${what} ${path}`).sort()).toEqual(
    [`object ${object}`, `object ${stray}`, `record ${store.records.path(b.key)}`, `index ${index}`].sort(),
  );
  expect(readdirSync(store.layout.quarantine)).toHaveLength(4);
  expect(store.objects.check(b.digest).state).toBe("good");
  expect(store.records.find(a.key).state).toBe("found");
  expect(readView(store.layout, "toy").nodes).toEqual({});
  expect(repairStore(store).setAside).toEqual([]);
});

test("a lock that was copied from another machine is named with the file to delete", () => {
  const { store } = filledStore();
  const path = join(store.layout.locks, "use-17-00000000");
  const holder = { pid: 17, host: "elsewhere", boot: "another", started: "1" };
  writeFileSync(path, JSON.stringify({ holder, children: [] }));
  expect(() => repairStore(store)).toThrow(
    `process 17 of another machine, elsewhere, uses the artifact store, says ${path}`,
  );
  rmSync(path);
  expect(repairStore(store).setAside).toEqual([]);
});

test("nothing is moved while a run uses the store", async () => {
  const { store } = filledStore();
  const release = await useStore(store.layout);
  expect(() => repairStore(store)).toThrow("uses the artifact store");
  release();
});
