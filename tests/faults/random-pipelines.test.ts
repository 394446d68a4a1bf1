import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, readView } from "@limen/artifact";
import { type ToyRun, toyRun } from "@limen/runner/toy-run";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const CASES = isFull ? 2000 : 40;

/** Two stages of the same code, but for a file in their sources. */
const STAGES = ["blue", "green"] as const;
type Stage = (typeof STAGES)[number];

/** Results are small numbers, so that a change often leaves the bytes of what follows as they were. */
const SOURCE = (name: string) => `
import { readFileSync, writeFileSync } from "node:fs";
import { defineStage, document, externalPath, input, output } from "@limen/stage";
import { z } from "zod";
const number = document("json");
export default defineStage({
  name: "${name}", summary: "Mixes numbers.", engine: false,
  inputs: { numbers: input(number, "numbers", { many: true, optional: true }) },
  outputs: { number: output(number, "a number") },
  params: z.strictObject({
    add: z.int().default(0).describe("what to add"),
    file: externalPath("a file with a number").optional(),
  }),
  load: async () => ({ async run(context) {
    const read = (path) => Number(readFileSync(path, "utf8"));
    const salt = read(new URL("./salt.txt", import.meta.url));
    const given = context.external("file") === undefined ? 0 : read(context.external("file"));
    const sum = context.inputList("numbers").reduce((total, one) => total + read(one.path), 0);
    writeFileSync(context.output("number"), String((salt + given + context.params.add + sum) % 4));
  } }),
});
`;

interface ModelNode {
  readonly stage: Stage;
  readonly add: number;
  readonly readsFile: boolean;
  /** Earlier nodes, by number. */
  readonly inputs: readonly number[];
}

/** All that a run goes by. */
interface World {
  readonly nodes: readonly ModelNode[];
  readonly salts: Readonly<Record<Stage, number>>;
  readonly file: number;
  readonly seed: number;
}

const digit = fc.integer({ min: 0, max: 5 });

const node = fc.record({
  stage: fc.constantFrom(...STAGES),
  add: digit,
  readsFile: fc.boolean(),
  inputs: fc.uniqueArray(fc.nat(100), { maxLength: 3 }),
});

const world: fc.Arbitrary<World> = fc
  .record({
    nodes: fc.array(node, { minLength: 1, maxLength: 7 }),
    salts: fc.record({ blue: digit, green: digit }),
    file: digit,
    seed: fc.constant(1),
  })
  .map((one) => ({ ...one, nodes: one.nodes.map(wired) }));

/** Inputs are earlier nodes. */
function wired(one: ModelNode, index: number): ModelNode {
  const inputs = index === 0 ? [] : [...new Set(one.inputs.map((input) => input % index))];
  return { ...one, inputs };
}

type Edit = (before: World) => World;

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ at: fc.nat(100), change: node }).map(
    ({ at, change }): Edit =>
      (before) => ({
        ...before,
        nodes: before.nodes.map((old, i) => (i === at % before.nodes.length ? wired(change, i) : old)),
      }),
  ),
  fc.record({ at: fc.nat(100), add: digit }).map(
    ({ at, add }): Edit =>
      (before) => ({
        ...before,
        nodes: before.nodes.map((old, i) => (i === at % before.nodes.length ? { ...old, add } : old)),
      }),
  ),
  fc.record({ stage: fc.constantFrom(...STAGES), salt: digit }).map(
    ({ stage, salt }): Edit =>
      (before) => ({ ...before, salts: { ...before.salts, [stage]: salt } }),
  ),
  digit.map(
    (file): Edit =>
      (before) => ({ ...before, file }),
  ),
  fc.integer({ min: 1, max: 2 }).map(
    (seed): Edit =>
      (before) => ({ ...before, seed }),
  ),
  node.map(
    (added): Edit =>
      (before) => ({ ...before, nodes: [...before.nodes, wired(added, before.nodes.length)] }),
  ),
  fc.constant<Edit>((before) => ({
    ...before,
    nodes: before.nodes.slice(0, Math.max(1, before.nodes.length - 1)),
  })),
  fc.constant<Edit>((before) => before),
);

/** What each node makes, and everything that it was made from: computed from the world alone, without Limen. */
function truth({ nodes, salts, file, seed }: World): { value: number; cause: string }[] {
  const made: { value: number; cause: string }[] = [];
  nodes.forEach(({ stage, add, readsFile, inputs }, index) => {
    const read = inputs.map((input) => made[input]!.value);
    const sum = read.reduce((a, b) => a + b, 0);
    const value = (salts[stage] + (readsFile ? file : 0) + add + sum) % 4;
    const from = inputs.map((input, i) => [input, read[i]]);
    made.push({
      value,
      cause: JSON.stringify([index, stage, salts[stage], add, readsFile ? file : null, from, seed]),
    });
  });
  return made;
}

function write(toys: ToyWorkspace, { nodes, salts, file, seed }: World): string {
  for (const stage of STAGES) writeFileSync(join(toys.stages, stage, "src/salt.txt"), `${salts[stage]}`);
  writeFileSync(join(toys.root, "number.txt"), `${file}`);
  const lines = nodes.map(({ stage, add, readsFile, inputs }, index) => {
    const params = `add: ${add}${readsFile ? ", file: number.txt" : ""}`;
    const given =
      inputs.length === 0 ? "" : `, inputs: { numbers: [${inputs.map((i) => `n${i}.number`).join(", ")}] }`;
    return `  n${index}: { uses: ${stage}, with: { ${params} }${given} }`;
  });
  return toys.writePipeline(`limen: 1\nname: toy\nseed: ${seed}\nnodes:\n${lines.join("\n")}\n`);
}

const idsOf = ({ plan, events }: ToyRun) => ({
  hits: plan.nodes.filter(({ state }) => state === "hit").map(({ id }) => id),
  certain: plan.nodes.filter(({ state }) => state === "run").map(({ id }) => id),
  waiting: plan.nodes.filter(({ state }) => state === "waits").map(({ id }) => id),
  executed: events.flatMap((event) => (event.type === "finish" ? [event.node] : [])).sort(),
});

test(
  `${CASES} random pipelines under random edits: what is planned is what runs is what truly differs`,
  async () => {
    const toys = toyWorkspace([]);
    for (const stage of STAGES) toys.writeStage(stage, SOURCE(stage));
    let [runs, executions] = [0, 0];
    await fc.assert(
      fc.asyncProperty(world, fc.array(edit, { minLength: 1, maxLength: 3 }), async (first, edits) => {
        rmSync(toys.artifacts, { recursive: true, force: true });
        const computed = new Set<string>();
        let now = first;
        for (const change of [(same: World) => same, ...edits]) {
          now = change(now);
          const made = truth(now);
          const differing = made.flatMap(({ cause }, i) => (computed.has(cause) ? [] : [`n${i}`])).sort();
          const run = await toyRun(toys, write(toys, now), { inProcess: true });
          const { hits, certain, waiting, executed } = idsOf(run);
          expect(executed).toEqual(differing);
          // What the plan is sure of is right, and what it leaves open is decided by what came before.
          expect(certain.filter((id) => !executed.includes(id))).toEqual([]);
          expect(executed.filter((id) => hits.includes(id))).toEqual([]);
          expect([...hits, ...certain, ...waiting].sort()).toEqual(made.map((_, i) => `n${i}`).sort());
          // The results are those of a full run from nothing.
          expect(valuesOf(toys)).toEqual(made.map(({ value }) => value));
          for (const { cause } of made) computed.add(cause);
          runs++;
          executions += executed.length;
        }
      }),
      { numRuns: CASES, seed: 20_261_128, endOnFailure: true },
    );
    process.stdout.write(`${CASES} pipelines, ${runs} runs, ${executions} nodes executed, each as planned\n`);
  },
  isFull ? 3_600_000 : 240_000,
);

/** By node, what the store has for the pipeline's last run. */
function valuesOf(toys: ToyWorkspace): number[] {
  const { layout, objects, records } = openStore(toys.artifacts);
  return Object.values(readView(layout, "toy").nodes).map((key) => {
    const found = records.find(key);
    if (found.state !== "found") throw new Error(`the record of ${key} is ${found.state}`);
    return Number(readFileSync(objects.open(found.record.outputs.number!.digest, "number"), "utf8"));
  });
}
