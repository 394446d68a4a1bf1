import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { toyPlan } from "../test/toy-run.ts";
import { readResources, resourcesSchema, sbatchOption } from "./resources.ts";

const pipeline = (resources: string) =>
  `limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 }${resources} }\n`;

test.each([
  ["500MB", 500],
  ["8GB", 8192],
  ["1.5 GB", 1536],
  ["1TB", 1048576],
])("memory %s is %i MiB", (memory, mebibytes) => {
  expect(readResources(resourcesSchema.parse({ memory }))).toEqual({ mebibytes, options: [] });
});

test.each([
  ["90m", 90],
  ["2h", 120],
  ["1d12h", 2160],
  ["1d1m", 1441],
])("time %s is %i minutes", (time, minutes) => {
  expect(readResources(resourcesSchema.parse({ time }))).toEqual({ minutes, options: [] });
});

test("resources are no part of a node's key", async () => {
  const toys = toyWorkspace(["make-number"]);
  const key = async (text: string) => {
    const { planned, pipeline: loaded } = await toyPlan(toys, toys.writePipeline(pipeline(text)));
    return { key: planned.plan.nodes[0]?.key, resources: loaded.instances[0]?.resources };
  };
  const plain = await key("");
  const asking = await key(", resources: { cpus: 4, memory: 8GB, time: 2h, gpus: 1, partition: long }");
  expect(asking.key).toBe(plain.key);
  expect(plain.resources).toEqual({ options: [] });
  expect(asking.resources).toEqual({
    cpus: 4,
    mebibytes: 8192,
    minutes: 120,
    gpus: 1,
    partition: "long",
    options: [],
  });
});

test.each([
  [
    ", resources: { cpu: 2 }",
    'toy.yaml:4:60: unknown key "resources.cpu"\n  → did you mean "cpus"? allowed: cpus, memory,',
  ],
  [", resources: { cpus: 0 }", "toy.yaml:4:66: resources.cpus must be at least 1; got 0"],
  [", resources: { memory: 8 }", "toy.yaml:4:68: resources.memory must be a text; got 8"],
  [", resources: { memory: 8G }", 'resources.memory: must be a size such as "500MB" or "8GB"'],
  [", resources: { memory: 0.1MB }", "resources.memory: must be 1MB or more"],
  [", resources: { time: 2 h }", 'resources.time: must be a time such as "90m", "2h" or "1d12h"'],
  [", resources: { time: '' }", "resources.time: must be 1m or more"],
  [", resources: { partition: 'a b' }", "resources.partition: must name one partition"],
  [", resources: { options: [--array=1-9] }", "resources.options.0: array is set by Limen; allowed are"],
  [
    ', resources: { options: ["--account=a\\n#SBATCH --wrap=x"] }',
    "resources.options.0: must be a flag of sbatch such as --account=lab",
  ],
])("%s is refused with its place", async (text, expected) => {
  const toys = toyWorkspace(["make-number"]);
  const file = toys.writePipeline(pipeline(text));
  await expect(toyPlan(toys, file)).rejects.toThrow(expected);
});

test("flags of sbatch that Limen does not set are taken", () => {
  for (const flag of ["--account=lab", "--qos=long", "--exclusive", "--constraint=avx2&x86", "--nice=100"])
    expect(sbatchOption.safeParse(flag).success, flag).toBe(true);
});
