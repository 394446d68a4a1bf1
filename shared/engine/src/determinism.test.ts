import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

test("a training step gives the same bytes in every process, whatever thread settings it inherits", async () => {
  const first = await trainStep({});
  const second = await trainStep({
    OMP_NUM_THREADS: "1",
    TF_NUM_INTRAOP_THREADS: "3",
    TF_ENABLE_ONEDNN_OPTS: "0",
  });
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).toBe(first);
});

test("the bytes do not depend on the number of cores", async ({ skip }) => {
  const pinned = await trainStep({}, ["taskset", "-c", "0"]);
  if (pinned === undefined) skip("no taskset here");
  expect(pinned).toBe(await trainStep({}));
});

async function trainStep(environment: Record<string, string>, prefix: readonly string[] = []) {
  const script = join(import.meta.dirname, "fixtures", "train-step.ts");
  const { status, stdout, stderr } = await runCommand(
    "env",
    [...prefix, process.execPath, "--import", "tsx", script],
    {
      environment: { LIMEN_MODE: "canonical", ...environment },
      directory: import.meta.dirname,
    },
  );
  if (status === 127 && prefix.length > 0) return undefined;
  // Also: the library says nothing while it loads.
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}
