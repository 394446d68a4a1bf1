import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, readView } from "@limen/artifact";
import { TOY_CHAIN, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { states, toyPlan, toyRun } from "./test/toy-run.ts";

// Each node is a process of its own; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 240_000 });

const CHAIN = `${TOY_CHAIN}  page: { uses: draw-picture, inputs: { number: rounded.number } }
`;

test("cached, one parameter changed, equal bytes upstream, forced", async () => {
  const toys = toyWorkspace();
  const file = toys.writePipeline(CHAIN);

  const first = await toyRun(toys, file);
  expect(states(first)).toEqual({ first: "ran", rounded: "ran", page: "ran" });
  expect(first.plan.nodes.map(({ reason }) => reason)).toEqual([
    "never ran",
    "waits for first",
    "waits for rounded",
  ]);
  expect(readFileSync(join(toys.artifacts, "views/toy/page/page.html"), "utf8")).toBe("<p>10</p>");

  toys.forgetTrace();
  expect(states(await toyRun(toys, file))).toEqual({ first: "hit", rounded: "hit", page: "hit" });
  expect(toys.trace()).toEqual([]);

  // 17 and 18 both round to 10: what follows has the same input bytes, so it stays.
  const sameAfter = await toyRun(toys, file, { set: ["first.value=18"] });
  expect(states(sameAfter)).toEqual({ first: "ran", rounded: "ran", page: "hit" });
  expect(sameAfter.plan.nodes[0]?.reason).toBe("params changed: value 17 → 18");

  const stepped = await toyRun(toys, file, { set: ["rounded.step=5"] });
  expect(states(stepped)).toEqual({ first: "hit", rounded: "ran", page: "ran" });
  expect(stepped.plan.nodes[2]?.reason).toBe("waits for rounded");

  // Going back to what ran before is a hit, not a run.
  expect(states(await toyRun(toys, file))).toEqual({ first: "hit", rounded: "hit", page: "hit" });

  expect(states(await toyRun(toys, file, { refresh: ["rounded"] }))).toEqual({
    first: "hit",
    rounded: "ran",
    page: "hit",
  });
  expect(states(await toyRun(toys, file, { from: "rounded" }))).toEqual({
    first: "hit",
    rounded: "ran",
    page: "ran",
  });
  expect(states(await toyRun(toys, file, { only: "rounded" }))).toEqual({ rounded: "hit" });
  await expect(toyRun(toys, file, { only: "rounded", set: ["first.value=99"] })).rejects.toThrow(
    "--only rounded reads first, whose result is not cached",
  );
});

test("changed code reruns and is named; a changed test is no change", async () => {
  const toys = toyWorkspace(["make-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 } }\n",
  );
  await toyRun(toys, file);
  writeFileSync(join(toys.stages, "make-number/src/index.test.ts"), "// a test");
  expect((await toyPlan(toys, file)).planned.plan.nodes[0]?.state).toBe("hit");
  writeFileSync(join(toys.stages, "make-number/src/helper.ts"), "export const one = 1;");
  expect((await toyPlan(toys, file)).planned.plan.nodes[0]?.reason).toBe("code of @toy/make-number changed");
});

test("a foreach node has one run a value, and its readers see them in order", async () => {
  const toys = toyWorkspace(["make-number", "sum-numbers", "round-number"]);
  const file = toys.writePipeline(`
limen: 1
name: toy
nodes:
  sum: { uses: sum-numbers, inputs: { numbers: numbers.number, extra: "numbers[3].number" } }
  numbers: { uses: make-number, foreach: { value: [30, 3, 300] }, override: { 3: { nested: { scale: 2 } } } }
  rounded: { uses: round-number, foreach: { step: [3, 30] }, inputs: { number: numbers.number } }
`);
  const run = await toyRun(toys, file);
  expect(Object.values(states(run)).every((state) => state === "ran")).toBe(true);
  expect(Object.keys(states(run))).toEqual([
    "numbers[30]",
    "numbers[3]",
    "numbers[300]",
    "sum",
    "rounded[3]",
    "rounded[30]",
  ]);
  const read = (path: string) => JSON.parse(readFileSync(join(toys.artifacts, "views/toy", path), "utf8"));
  expect(read("sum/number.json")).toEqual({ value: 342, names: ["30", "3", "300"] });
  // Both run over a value called 3: each reader takes its namesake.
  expect(read("rounded/3/number.json")).toEqual({ value: 6 });
  const changed = await toyPlan(toys, file, { set: ["numbers[300].kind=secret"] });
  const misses = changed.planned.plan.nodes.filter(({ state }) => state === "run");
  expect(misses.map(({ id }) => id)).toEqual(["numbers[300]"]);
});

test("names of nodes that the pipeline no longer has are taken away, and nothing else is", async () => {
  const toys = toyWorkspace();
  const node = "{ uses: make-number, with: { value: 3 } }";
  const pipeline = (nodes: string) => toys.writePipeline(`limen: 1\nname: toy\nnodes:\n${nodes}`);
  const seen = () => readdirSync(join(toys.artifacts, "views/toy"), { recursive: true }).sort();
  await toyRun(toys, pipeline(`  a: ${node}\n  b: ${node}\n`));
  expect(seen()).toEqual(["a", "a/number.json", "b", "b/number.json", "nodes.json"]);
  await toyRun(toys, pipeline(`  a: ${node}\n  b: { uses: make-number, foreach: { value: [3, 4] } }\n`));
  const of = (name: string) => [`b/${name}`, `b/${name}/number.json`];
  expect(seen()).toEqual(["a", "a/number.json", "b", ...of("3"), ...of("4"), "nodes.json"]);
  await toyRun(toys, pipeline(`  a: ${node}\n`));
  expect(seen()).toEqual(["a", "a/number.json", "nodes.json"]);
});

test("the content of the user's files counts, their place does not", async () => {
  const toys = toyWorkspace(["read-number"]);
  const write = (name: string, text: string) => writeFileSync(join(toys.root, name), text);
  write("a.txt", "5");
  write("b.txt", "5");
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: read-number, with: { path: a.txt } }\n",
  );
  await toyRun(toys, file);
  const plan = async (...set: string[]) => (await toyPlan(toys, file, { set })).planned.plan.nodes[0];
  expect((await plan(`a.path=${toys.root}/b.txt`))?.state).toBe("hit");
  write("a.txt", "6");
  expect((await plan())?.reason).toBe("content of path changed");
});

test("data that are not there stop a run, not a plan: what follows is planned as after the last run", async () => {
  const toys = toyWorkspace(["read-number", "round-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: read-number, with: { path: a.txt } }\n  b: { uses: round-number, inputs: { number: a.number } }\n",
  );
  const place = join(toys.root, "a.txt");
  const plan = async (...set: string[]) => {
    const { planned } = await toyPlan(toys, file, { set, missingData: "allow" });
    return planned.plan.nodes.map(({ state, reason }) => [state, reason]);
  };
  const lacks = ["lacks", `data not there: ${place}`];
  expect(await plan()).toEqual([lacks, ["waits", "waits for a"]]);
  await expect(toyRun(toys, file)).rejects.toThrow(`there is no file or folder ${place}`);
  writeFileSync(place, "17");
  await toyRun(toys, file);
  rmSync(place);
  expect(await plan()).toEqual([lacks, ["hit", ""]]);
  expect(await plan("b.step=5")).toEqual([lacks, ["run", "params changed: step 10 → 5"]]);
});

test("a record that another version wrote is named, with what mends it, where it would say what changed", async () => {
  const toys = toyWorkspace(["make-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 } }\n",
  );
  await toyRun(toys, file);
  const { records, layout } = openStore(toys.artifacts);
  const key = readView(layout, "toy").nodes.a ?? "";
  const found = records.find(key);
  if (found.state !== "found") throw new Error(`the record is ${found.state}`);
  records.save({ ...found.record, identity: { stage: "make-number" } });
  await expect(toyPlan(toys, file, { set: ["a.value=2"] })).rejects.toThrow(
    `${records.path(key)}: this run record does not say what identified its run`,
  );
});
