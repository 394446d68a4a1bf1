import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSession } from "@limen/runner";
import { toyRun, workspaceOf } from "@limen/runner/toy-run";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { chosenParams } from "./chosen-params.ts";
import { diffRuns } from "./diff-runs.ts";
import { findRuns } from "./find-run.ts";
import { trace } from "./trace.ts";

const DIAMOND = `
limen: 1
name: toy
nodes:
  mine: { uses: read-number, with: { path: mine.txt } }
  rounded: { uses: round-number, foreach: { step: [5, 10] }, inputs: { number: mine.number } }
  sum: { uses: sum-numbers, inputs: { numbers: rounded.number } }
`;

async function diamond() {
  const toys = toyWorkspace(["read-number", "round-number", "sum-numbers"]);
  writeFileSync(join(toys.root, "mine.txt"), "17");
  const file = toys.writePipeline(DIAMOND);
  await toyRun(toys, file, { inProcess: true });
  const session = openSession(workspaceOf(toys));
  const last = (name: string) => findRuns(`toy/${name}`, session.store).runs.get(name)!;
  return { toys, file, session, last };
}

test("a digest leads back through every run, each told once, to the user's file", async () => {
  const { session, last } = await diamond();
  const sum = last("sum");
  const digest = sum.outputs.number!.digest;
  const traced = trace(digest.slice(0, 12), session.store);
  expect(traced).toMatchObject({ digest, output: "sum.number" });
  expect(traced.runs.map(({ node }) => node)).toEqual(["sum", "rounded[5]", "rounded[10]", "mine"]);
  const [first, second, , source] = traced.runs;
  expect(first!.inputs.map(({ from, madeBy }) => [from, madeBy])).toEqual([
    ["rounded[5].number", last("rounded[5]").key],
    ["rounded[10].number", last("rounded[10]").key],
  ]);
  expect(second!.identity.params).toEqual({ step: 5 });
  expect(source!.inputs).toEqual([]);
  expect(Object.keys(source!.identity.externals)).toEqual(["path"]);
  expect(trace(sum.key, session.store).runs.map(({ key }) => key)[0]).toBe(sum.key);
  expect(() => trace("report", session.store)).toThrow('"report" is no digest');
  expect(() => trace("0".repeat(12), session.store)).toThrow(/no run record here knows 0{12}/);
});

test("equal bytes of several nodes: every run that made them is named, and an output can be traced by its name", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  const file = toys.writePipeline(`
limen: 1
name: toy
nodes:
  first: { uses: make-number, with: { value: 15 } }
  other: { uses: make-number, with: { value: 17 } }
  rounded: { uses: round-number, with: { step: 5 }, inputs: { number: other.number } }
`);
  // Runs that nothing stands for any more come last.
  await toyRun(toys, file, { set: ["other.value=18"], inProcess: true });
  await toyRun(toys, file, { inProcess: true });
  const { store } = openSession(workspaceOf(toys));
  const of = (name: string) => findRuns(`toy/${name}`, store).runs.get(name)!;
  const { digest } = of("first").outputs.number!;
  const traced = trace(digest, store);
  expect(traced.output).toBe("first.number");
  expect(traced.runs.map(({ node }) => node)).toEqual(["first"]);
  expect(traced.makers.map(({ node, output }) => `${node}.${output}`)).toEqual([
    "first.number",
    "rounded.number",
    "rounded.number",
  ]);
  const { artifacts } = toys;
  expect(traced.makers.map(({ path }) => path)).toEqual([
    join(artifacts, "views/toy/first/number.json"),
    join(artifacts, "views/toy/rounded/number.json"),
    store.objects.path(digest),
  ]);
  expect(trace(`sha256:${digest.toUpperCase()}`, store)).toEqual(traced);

  const named = trace("toy/rounded.number", store);
  expect(named).toMatchObject({ digest, output: "rounded.number" });
  expect(named.runs.map(({ node }) => node)).toEqual(["rounded", "other"]);
  expect(named.runs[0]!.inputs[0]).toMatchObject({ path: join(artifacts, "views/toy/other/number.json") });
  expect(named.makers[0]).toMatchObject({ key: of("rounded").key });
  expect(named.makers.map(({ node }) => node).sort()).toEqual(["first", "rounded", "rounded"]);
  expect(new Set(named.makers.map(({ key }) => key)).size).toBe(3);

  expect(trace("toy/rounded", store)).toMatchObject({ output: "", digest: of("rounded").key, makers: [] });
  expect(() => trace("toy/rounded.numbers", store)).toThrow(
    'toy/rounded has no output "numbers"\n  → did you mean "number"?',
  );
  expect(() => trace("toys/rounded.number", store)).toThrow("names no run and no pipeline that ran here");
});

test("parameters that somebody chose are told from those that are as the stage has them", async () => {
  const toys = toyWorkspace(["make-number"]);
  const chosen = async (set: string[] = []) => {
    const file = toys.writePipeline(
      "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 17 } }\n",
    );
    await toyRun(toys, file, { set, inProcess: true });
    const [run] = trace("toy/a", openSession(workspaceOf(toys)).store).runs;
    return chosenParams(run!.identity, toys.stages);
  };
  expect(await chosen()).toEqual({ value: 17 });
  // What is said but is as it would be anyway is no choice; of objects only the keys that are.
  expect(await chosen(["a.kind=plain", "a.nested.scale=2"])).toEqual({ value: 17, nested: { scale: 2 } });
  const { runs } = trace("toy/a", openSession(workspaceOf(toys)).store);
  expect(await chosenParams(runs[0]!.identity, join(toys.root, "none"))).toEqual(runs[0]!.identity.params);
});

test("two runs differ by what was asked, read and made; a whole pipeline node by node", async () => {
  const { toys, file, session, last } = await diamond();
  const before = last("rounded[5]").key;
  const all = findRuns("toy", session.store);
  expect(await diffRuns(all, all, session)).toEqual([]);
  writeFileSync(join(toys.root, "mine.txt"), "23");
  await toyRun(toys, file, { inProcess: true });
  const one = await diffRuns(
    findRuns(before.slice(0, 10), session.store),
    findRuns("toy/rounded[5]", session.store),
    session,
  );
  expect(one).toMatchObject([
    {
      node: "rounded[5]",
      changes: [{ text: "input number changed" }],
      outputs: [
        {
          output: "number",
          differences: [{ part: "values", where: "value", before: "15", after: "20" }],
        },
      ],
    },
  ]);
  const whole = await diffRuns(all, findRuns("toy", session.store), session);
  expect(whole.map(({ node, changes }) => [node, changes[0]?.text])).toEqual([
    ["mine", "content of path changed"],
    ["rounded[5]", "input number changed"],
    ["rounded[10]", "input number changed"],
    ["sum", "input numbers changed"],
  ]);
  expect(() => findRuns("toy/sums", session.store)).toThrow(
    'pipeline toy has no result of "sums"\n  → did you mean "sum"?',
  );
  expect(() => findRuns("nothing", session.store)).toThrow(
    '"nothing" names no run and no pipeline that ran here',
  );
});
