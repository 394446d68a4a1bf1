import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLock, verifyPipeline, writeLock } from "@limen/proof";
import { openSession } from "@limen/runner";
import { temporaryDirectory } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { packed } from "../test/packed.ts";
import { type Person, SharedToys, viewOf } from "../test/shared-toys.ts";
import { pack } from "./pack.ts";
import { unpack } from "./unpack.ts";

vi.setConfig({ testTimeout: 240_000 });

test("a pack unpacked verifies with its lock file, by every byte and readable name", async () => {
  const { ann, file } = await packed();
  const out = temporaryDirectory();
  const manifest = await unpack(file, out);
  expect(manifest.nodes).toEqual(viewOf(ann).nodes);
  expect(readdirSync(out).sort()).toEqual(["artifacts", "toy.lock.json", "toy.yaml"]);
  const session = openSession({ ...ann.session().workspace, artifacts: join(out, "artifacts") });
  const lock = readLock(join(out, "toy.lock.json"));
  const files = verifyPipeline("toy", session, { lock });
  expect(files).toHaveLength(9);
  expect(files.filter(({ state }) => state !== "good")).toEqual([]);
  expect(readFileSync(join(out, "artifacts/views/toy/page/page.html"), "utf8")).toBe("<p>10</p>");
});

test("the same results make the same bytes; blind, on any machine, and without its name", async () => {
  const { world, ann, file } = await packed();
  const folder = temporaryDirectory();
  const bob = await world.person("bob");
  await bob.run();
  const made = async (person: Person, name: string, blind: boolean) => {
    const out = join(folder, name);
    await pack(person.pipeline, person.session(), out, { blind });
    return readFileSync(out);
  };
  expect((await made(ann, "again", false)).equals(readFileSync(file))).toBe(true);
  const blind = await made(ann, "blind", true);
  expect(blind.equals(await made(bob, "theirs", true))).toBe(true);
  const { hostname } = await import("node:os");
  expect(readFileSync(file).includes(`"host": "${hostname()}"`)).toBe(true);
  expect(blind.includes(`"host": "${hostname()}"`)).toBe(false);
  await unpack(join(folder, "blind"), join(folder, "out"));
  await expect(pack(ann.pipeline, ann.session(), file)).rejects.toThrow(
    "there is something of that name already",
  );
});

test("results that are not those of the lock file, or not whole, are not packed, and nothing is left", async () => {
  const folder = temporaryDirectory();
  const own = new SharedToys();
  const cat = await own.person("cat");
  await expect(pack(cat.pipeline, cat.session(), join(folder, "x"))).rejects.toThrow(
    /first is not up to date: never ran/,
  );
  await cat.run();
  await pack(cat.pipeline, cat.session(), join(folder, "good"));
  await unpack(join(folder, "good"), join(folder, "out"));
  const lock = readLock(join(folder, "out/toy.lock.json"));
  if (lock.state !== "found") throw new Error("it is there");
  const outputs = { page: { sha256: "0".repeat(64), bytes: 3 } };
  writeLock(join(own.toys.root, "toy.lock.json"), {
    ...lock.lock,
    nodes: { ...lock.lock.nodes, page: { ...lock.lock.nodes.page!, outputs } },
  });
  await expect(pack(cat.pipeline, cat.session(), join(folder, "x"))).rejects.toThrow(
    "the results of page are not those that the lock file names",
  );
  expect(readdirSync(folder).sort()).toEqual(["good", "out"]);
});
