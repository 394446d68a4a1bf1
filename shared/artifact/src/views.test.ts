import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLayout } from "./layout.ts";
import { linkOutputs, readView, unlinkOutputs, writeView } from "./views.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "limen-views-"));
  mkdirSync(join(root, "objects"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const objectPath = (digest: string) => join(root, "objects", digest);
const outputs = (digest: string) => ({ report: { digest, extension: "html", bytes: 3 } });

test("a view is the object itself under a readable name, also where links are resolved", () => {
  writeFileSync(objectPath("aa"), "one");
  const { report } = linkOutputs(join(root, "views"), outputs("aa"), objectPath);
  expect(realpathSync(report ?? "")).toMatch(/report\.html$/);
  expect(statSync(report ?? "").ino).toBe(statSync(objectPath("aa")).ino);
});

test("a view follows its node to another object, and to the same object made anew", () => {
  writeFileSync(objectPath("aa"), "one");
  writeFileSync(objectPath("bb"), "two");
  const directory = join(root, "views");
  linkOutputs(directory, outputs("aa"), objectPath);
  const { report } = linkOutputs(directory, outputs("bb"), objectPath);
  expect(readFileSync(report ?? "", "utf8")).toBe("two");
  rmSync(objectPath("bb"));
  writeFileSync(objectPath("bb"), "new");
  linkOutputs(directory, outputs("bb"), objectPath);
  expect(readFileSync(report ?? "", "utf8")).toBe("new");
});

test("names are taken away with the folders that this empties; what a user put there, or another object, stays", () => {
  writeFileSync(objectPath("aa"), "one");
  writeFileSync(objectPath("bb"), "two");
  const directory = join(root, "views", "net", "vgg-s");
  linkOutputs(directory, outputs("aa"), objectPath);
  unlinkOutputs(directory, outputs("bb"), objectPath);
  expect(existsSync(join(directory, "report.html"))).toBe(true);
  writeFileSync(join(directory, "note.txt"), "mine");
  unlinkOutputs(directory, outputs("aa"), objectPath);
  expect(readdirSync(directory)).toEqual(["note.txt"]);
  rmSync(join(directory, "note.txt"));
  unlinkOutputs(directory, outputs("aa"), objectPath);
  expect(existsSync(join(root, "views", "net"))).toBe(false);
  expect(readFileSync(objectPath("aa"), "utf8")).toBe("one");
});

test.each([
  ["cut short", '{"pipeline": "toy", "no'],
  ["another shape", "[]"],
  ["a key that names no run", '{"pipeline": "toy", "nodes": {"a": "../x"}}'],
])("an index that is %s is refused with its place, not taken for none", (_, text) => {
  const layout = openLayout(join(root, "store"));
  const view = { pipeline: "toy", nodes: { a: "0".repeat(64) } };
  expect(readView(layout, "toy").nodes).toEqual({});
  writeView(layout, view);
  expect(readView(layout, "toy")).toEqual(view);
  const index = join(layout.views, "toy", "nodes.json");
  writeFileSync(index, text);
  expect(() => readView(layout, "toy")).toThrow(`${index}: this is no index`);
  expect(() => readView(layout, "toy")).toThrow("delete the file");
});
