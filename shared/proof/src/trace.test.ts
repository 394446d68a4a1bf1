import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSession } from "@limen/runner";
import { toyRun, workspaceOf } from "@limen/runner/toy-run";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
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
