import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { TOY_CHAIN, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { makeLock } from "./make-lock.ts";
import { otherEngine } from "./other-engine.ts";
import { otherwiseMade } from "./otherwise-made.ts";

const CHAIN = `${TOY_CHAIN}  mine: { uses: read-number, with: { path: mine.txt } }
`;

async function ranToys() {
  const toys = toyWorkspace(["make-number", "round-number", "read-number"]);
  const file = toys.writePipeline(CHAIN);
  writeFileSync(join(toys.root, "mine.txt"), "5");
  await toyRun(toys, file, { inProcess: true });
  const otherwise = async (set: string[] = []) => {
    const { pipeline } = await toyPlan(toys, file, { set, missingData: "allow" });
    return otherwiseMade(pipeline, openSession(workspaceOf(toys)));
  };
  return { toys, file, otherwise };
}

test("results of other parameters, seed or code are named with what changed; those that read them are not", async () => {
  const { toys, file, otherwise } = await ranToys();
  expect(await otherwise()).toEqual([]);
  expect(await otherwise(["first.value=27"])).toEqual([
    { node: "first", changes: ["params changed: value 17 → 27"] },
  ]);
  // Also where the results of these parameters are cached, but are not those that the pipeline's names stand for.
  await toyRun(toys, file, { set: ["first.value=27"], inProcess: true });
  expect(await otherwise(["first.value=27"])).toEqual([]);
  expect(await otherwise()).toEqual([{ node: "first", changes: ["params changed: value 27 → 17"] }]);
  expect((await otherwise(["seed=9", "first.value=27"])).map(({ node }) => node)).toEqual([
    "first",
    "rounded",
    "mine",
  ]);
  appendFileSync(join(toys.stages, "round-number/src/index.ts"), "\n// another version\n");
  expect(await otherwise(["first.value=27"])).toEqual([
    { node: "rounded", changes: ["code of @toy/round-number changed"] },
  ]);
});

test("the user's data count where they are, and are not missed where they are not", async () => {
  const { toys, otherwise } = await ranToys();
  writeFileSync(join(toys.root, "mine.txt"), "6");
  expect(await otherwise()).toEqual([{ node: "mine", changes: ["content of path changed"] }]);
  rmSync(join(toys.root, "mine.txt"));
  expect(await otherwise()).toEqual([]);
});

test("results that another engine computed than a lock file's are told by the parts that differ", async () => {
  const { toys, file } = await ranToys();
  const { pipeline, session, planned } = await toyPlan(toys, file);
  const lock = await makeLock(pipeline, session);
  const { record } = planned.resolved.get("first")!;
  const engine = { engine: "tfjs-node", mode: "canonical", threads: 4, gpu: null };
  const of = (used: object | null) =>
    new Map([["first", { ...record!, identity: { engine: used } as never }]]);
  expect(otherEngine(lock, of(engine))).toBeUndefined();
  expect(otherEngine({ ...lock, engine }, of(engine))).toBeUndefined();
  expect(otherEngine({ ...lock, engine }, of(null))).toBeUndefined();
  expect(otherEngine({ ...lock, engine }, of({ ...engine, mode: "fast", gpu: "A" }))).toMatchObject({
    locked: engine,
    changes: ["mode canonical → fast", "gpu none → A"],
  });
});
