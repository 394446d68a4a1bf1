import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { states, toyRun } from "./test/toy-run.ts";

// Each node is a process of its own; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 240_000 });

const node = (name: string, body: string) => `limen: 1\nname: toy\nnodes:\n  ${name}: ${body}\n`;

test("a failed node cancels what follows; the others finish; nothing is left behind", async () => {
  const toys = toyWorkspace();
  const file = toys.writePipeline(`
limen: 1
name: toy
nodes:
  bad: { uses: go-wrong, with: { how: user } }
  after: { uses: round-number, inputs: { number: bad.number } }
  other: { uses: make-number, with: { value: 1 } }
`);
  const { result, events } = await toyRun(toys, file);
  expect(result.get("bad")).toEqual({
    state: "failed",
    failure: {
      kind: "user",
      problems: [
        { message: "the file has no column emotion", place: { file: "faces.csv", row: 1 }, hint: "add it" },
        { message: "a second problem" },
      ],
    },
  });
  expect(result.get("after")).toEqual({ state: "cancelled", because: "bad did not finish" });
  expect(result.get("other")?.state).toBe("ran");
  expect(events.map(({ type }) => type)).toContain("fail");
  expect(readdirSync(join(toys.artifacts, "tmp"))).toEqual([]);
  expect(readdirSync(join(toys.artifacts, "locks"))).toEqual([]);
});

test.each([
  ["crash", "assumption broken"],
  ["exit", "ended with status 3 without a result; its last lines:\nlast words"],
  ["kill", "was killed by SIGKILL"],
  ["nothing", "the stage ended without writing number"],
  ["empty", "the stage ended without writing number"],
])("a stage that goes wrong (%s) fails with a reason", async (how, message) => {
  const toys = toyWorkspace(["go-wrong"]);
  const run = await toyRun(
    toys,
    toys.writePipeline(node("bad", `{ uses: go-wrong, with: { how: ${how} } }`)),
  );
  expect(run.result.get("bad")).toMatchObject({ state: "failed", failure: { kind: "internal" } });
  expect(JSON.stringify(run.result.get("bad"))).toContain(JSON.stringify(message).slice(1, -1));
});

test("shards share the blocks and give the same bytes", async () => {
  const bytes = async (shards: number) => {
    const toys = toyWorkspace(["work-slowly"]);
    const file = toys.writePipeline(
      node("slow", `{ uses: work-slowly, shards: ${shards}, with: { blocks: 5 } }`),
    );
    const run = await toyRun(toys, file, { jobs: shards === 3 ? 1 : 2 });
    expect(states(run)).toEqual({ slow: "ran" });
    // Every block was computed once, by whichever process.
    expect(
      toys
        .trace()
        .filter((line) => line.startsWith("block"))
        .sort(),
    ).toEqual([0, 1, 2, 3, 4].map((index) => `block ${index}`));
    expect(readdirSync(join(toys.artifacts, "work"))).toEqual([]);
    return readFileSync(join(toys.artifacts, "views/toy/slow/number.json"), "utf8");
  };
  expect(await bytes(3)).toBe(await bytes(1));
});

test("two runs at once: one computes, the other waits and takes its result", async () => {
  const toys = toyWorkspace(["work-slowly"]);
  const file = toys.writePipeline(
    node("slow", "{ uses: work-slowly, with: { blocks: 3, milliseconds: 200 } }"),
  );
  const runs = await Promise.all([toyRun(toys, file), toyRun(toys, file)]);
  expect(runs.map((run) => states(run).slow).sort()).toEqual(["hit", "ran"]);
  expect(toys.trace().filter((line) => line === "work-slowly")).toHaveLength(1);
  expect(runs.flatMap(({ events }) => events).some(({ type }) => type === "wait")).toBe(true);
});

test("a stopped run leaves no lock and no rubbish, and goes on from its blocks", async () => {
  const toys = toyWorkspace(["work-slowly"]);
  const file = toys.writePipeline(
    node("slow", "{ uses: work-slowly, with: { blocks: 6, milliseconds: 150 } }"),
  );
  const stop = new AbortController();
  const stopped = await toyRun(toys, file, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === "progress" && event.done >= 2) stop.abort();
    },
  });
  expect(states(stopped)).toEqual({ slow: "cancelled" });
  expect(readdirSync(join(toys.artifacts, "locks"))).toEqual([]);
  expect(readdirSync(join(toys.artifacts, "tmp"))).toEqual([]);
  expect(states(await toyRun(toys, file))).toEqual({ slow: "ran" });
  const blocks = toys.trace().filter((line) => line.startsWith("block"));
  // A block that was under way when the signal came may have been noted twice; finished ones never are.
  expect(blocks.filter((line) => line === "block 0")).toHaveLength(1);
  expect(blocks.filter((line) => line === "block 1")).toHaveLength(1);
});
