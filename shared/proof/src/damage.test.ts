import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@limen/artifact";
import { openSession } from "@limen/runner";
import { states, toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { TOY_CHAIN, type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { verifyPipeline } from "./verify.ts";

// Each node is a process of its own; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 240_000 });

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

function objectsOf(toys: ToyWorkspace, node: string): string {
  const { layout, objects, records } = openStore(toys.artifacts);
  const { nodes } = JSON.parse(readFileSync(join(layout.views, "toy/nodes.json"), "utf8"));
  const found = records.find(nodes[node]);
  if (found.state !== "found") throw new Error(`no record of ${node}`);
  return objects.path(Object.values(found.record.outputs)[0]!.digest);
}

test("a flipped bit is named by verify, explained by plan, put in quarantine and computed anew by run", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  const file = toys.writePipeline(TOY_CHAIN);
  await toyRun(toys, file);
  const path = objectsOf(toys, "first");
  const good = readFileSync(path);
  const faults = () =>
    verifyPipeline("toy", openSession(workspaceOf(toys))).filter(({ state }) => state !== "good");
  expect(faults()).toEqual([]);

  flipBit(path);
  expect(faults()).toMatchObject([{ node: "first", output: "number", path, state: "damaged" }]);
  const { planned } = await toyPlan(toys, file);
  expect(planned.plan.nodes[0]?.reason).toBe("artifact damaged: output number is damaged");

  const mended = await toyRun(toys, file);
  expect(states(mended)).toEqual({ first: "ran", rounded: "hit" });
  expect(readFileSync(path)).toEqual(good);
  expect(readdirSync(join(toys.artifacts, "quarantine"))).toHaveLength(1);
  expect(faults()).toEqual([]);

  rmSync(path);
  expect(faults()).toMatchObject([{ node: "first", state: "missing" }]);
  expect(states(await toyRun(toys, file))).toEqual({ first: "ran", rounded: "hit" });
});

test("a flipped bit in any run record is noticed", async () => {
  const toys = toyWorkspace(["make-number"]);
  const file = toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  a: { uses: make-number, with: { value: 1 } }\n",
  );
  const { result } = await toyRun(toys, file);
  const outcome = result.get("a");
  if (outcome?.state !== "ran") throw new Error("a did not run");
  const { records } = openStore(toys.artifacts);
  const path = records.path(outcome.key);
  const good = readFileSync(path);
  for (let position = 0; position < good.length; position += 7) {
    const bytes = Buffer.from(good);
    bytes[position]! ^= 2;
    writeFileSync(path, bytes);
    expect(records.find(outcome.key).state).toBe("damaged");
  }
  expect(states(await toyRun(toys, file))).toEqual({ a: "ran" });
});
