import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { toyCommand } from "../faults/toy-command.ts";

const PIPELINE =
  "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, foreach: { value: [11, 25] } }\n  b: { uses: sum-numbers, inputs: { numbers: a.number } }\n";

test("run-node runs one instance with its marker, and refuses what it cannot or should not run", async () => {
  const toys = toyWorkspace(["make-number", "sum-numbers"]);
  const file = toys.writePipeline(PIPELINE);
  const marker = join(toys.root, "markers/a.json");
  const node = (...args: string[]) => toyCommand(toys, toys.artifacts, "run-node", file, ...args).ended;
  const tooEarly = await node("b");
  expect(tooEarly).toMatchObject({
    status: 2,
    output: expect.stringMatching(/b needs a\[11\], whose result is not in /),
  });
  expect(await node("a")).toMatchObject({
    status: 2,
    output: expect.stringContaining("name one: a[11], a[25]"),
  });
  expect(await node("a[11]", "--shard", "3/2")).toMatchObject({
    status: 2,
    output: expect.stringContaining("like 2/5"),
  });
  const unsharded = await node("a[11]", "--shard", "1/2");
  expect(unsharded).toMatchObject({
    status: 2,
    output: expect.stringContaining("make-number of a[11] cannot be sharded"),
  });
  const other = await node("a[11]", "--recipe", "0".repeat(64), "--marker", marker);
  expect(other).toMatchObject({
    status: 2,
    output: expect.stringContaining("is not what was asked for any more"),
  });
  expect(toys.trace()).toEqual([]);
  expect(existsSync(marker)).toBe(false);
  const { output } = await toyCommand(toys, toys.artifacts, "recipes", file).ended;
  const recipe = (JSON.parse(output) as Record<string, string>)["a[11]"]!;
  expect(await node("a[11]", "--recipe", recipe, "--marker", marker)).toMatchObject({ status: 0 });
  const { key } = JSON.parse(readFileSync(marker, "utf8")) as { key: string };
  const view = readFileSync(join(toys.artifacts, "views/toy/nodes.json"), "utf8");
  expect(JSON.parse(view)).toEqual({ pipeline: "toy", nodes: { "a[11]": key } });
  expect((await node("a[11]")).output).toContain("a[11]: cached");
  expect(toys.trace()).toEqual(["make-number"]);
}, 300_000);
