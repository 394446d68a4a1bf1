import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createContext, externalParams, externalPath } from "./index.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "limen-stage-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function contextIn(
  share: Parameters<typeof createContext>[0]["share"],
  seedPath: (string | number)[] = [1, "node", "instance"],
) {
  return createContext({
    params: {},
    seedPath,
    inputs: {},
    outputs: { table: join(directory, "table.parquet") },
    externals: {},
    workDirectory: join(directory, "work"),
    share,
    onEvent: () => {},
  });
}

test("blocks computed by shards are found by the process that gathers them, in order", async () => {
  const computed: number[] = [];
  const compute = async (index: number) => {
    computed.push(index);
    return { square: index * index };
  };
  expect(await contextIn({ kind: "shard", index: 1, of: 2 }).blocks(5, compute)).toBeUndefined();
  expect(computed).toEqual([1, 3]);
  const results = await contextIn({ kind: "all" }).blocks(5, compute);
  expect(computed).toEqual([1, 3, 0, 2, 4]);
  expect(results?.map((result) => result.square)).toEqual([0, 1, 4, 9, 16]);
});

test("blocks are gone through as often as wanted, and one that was damaged meanwhile is computed again", async () => {
  const computed: number[] = [];
  const blocks = await contextIn({ kind: "all" }).eachBlock(2, async (index) => {
    computed.push(index);
    return `block ${index}`;
  });
  const read = async () => {
    const found: string[] = [];
    for await (const block of blocks!) found.push(block);
    return found;
  };
  expect(await read()).toEqual(["block 0", "block 1"]);
  expect(computed).toEqual([0, 1]);
  const [file] = readdirSync(join(directory, "work")).filter((name) => name.includes("block-1"));
  writeFileSync(join(directory, "work", file!), "damaged");
  expect(await read()).toEqual(["block 0", "block 1"]);
  expect(computed).toEqual([0, 1, 1]);
});

test("a damaged checkpoint is not served but computed again", async () => {
  const { checkpoints } = contextIn({ kind: "all" });
  checkpoints.save("state", new TextEncoder().encode("weights"));
  expect(new TextDecoder().decode(checkpoints.load("state"))).toBe("weights");
  const [file] = readdirSync(join(directory, "work"));
  writeFileSync(join(directory, "work", file!), "damaged");
  expect(checkpoints.load("state")).toBeUndefined();
  expect(readdirSync(join(directory, "work"))).toEqual([]);
});

test("the random stream depends on seed, node and instance, and on nothing else", () => {
  const draw = (...seedPath: (string | number)[]) => contextIn({ kind: "all" }, seedPath).random.uint32();
  expect(draw(1, "node", "a")).toBe(draw(1, "node", "a"));
  const draws = [draw(1, "node", "a"), draw(2, "node", "a"), draw(1, "other", "a"), draw(1, "node", "b")];
  expect(new Set(draws).size).toBe(4);
});

test("reading an input that was not given, or writing an output that is not declared, is our own mistake", () => {
  const context = contextIn({ kind: "all" });
  expect(() => context.input("faces" as never)).toThrow(/input "faces"/);
  expect(() => context.output("other")).toThrow(/output "other"/);
});

test("external paths are found through optional and default wrappers", () => {
  const params = z.strictObject({
    path: externalPath("folder of faces"),
    votes: externalPath("votes file").optional(),
    steps: z.int().default(12).describe("steps"),
  });
  expect(externalParams(params)).toEqual(["path", "votes"]);
});
