import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryDirectory } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { openRemote } from "../open-remote.ts";
import { objectPath, partPath } from "../remote-paths.ts";
import { remoteSuite } from "../test/remote-suite.ts";

vi.setConfig({ testTimeout: 240_000 });

const signal = new AbortController().signal;

remoteSuite("folder", () => join(temporaryDirectory(), "results"));

test("a folder through a symbolic link, and by its URL, is a place like another", async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, "disk"));
  symlinkSync(join(root, "disk"), join(root, "link"));
  writeFileSync(join(root, "file"), "x");
  const remote = await openRemote(pathToFileURL(join(root, "link")).href, signal);
  await remote.put(objectPath("c".repeat(64)), join(root, "file"));
  expect(readdirSync(join(root, "disk")).sort()).toEqual(["incoming", "objects"]);
  expect(readdirSync(join(root, "disk/incoming"))).toEqual([]);
});

test("a folder that is nowhere is said to be missing, not made where a disk was to be mounted", async () => {
  const root = temporaryDirectory();
  const remote = await openRemote(join(root, "unmounted/results"), signal);
  await expect(remote.sizes([objectPath("c".repeat(64))])).rejects.toThrow(
    `there is no folder ${join(root, "unmounted")} to share results in`,
  );
});

test("what killed transfers left goes after a week, not before", async () => {
  const root = temporaryDirectory();
  const remote = await openRemote(root, signal);
  mkdirSync(join(root, "incoming"));
  const day = 24 * 3600 * 1000;
  const [old, young] = [partPath(Date.now() - 8 * day), partPath(Date.now() - 6 * day)];
  for (const path of [old, young, "incoming/mine.txt"]) writeFileSync(join(root, path), "");
  await remote.tidy();
  expect(readdirSync(join(root, "incoming")).sort()).toEqual([young.slice("incoming/".length), "mine.txt"]);
});
