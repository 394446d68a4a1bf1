import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "limen-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("holders work one after the other, and the second is told that it waits", async () => {
  const path = join(directory, "lock");
  const steps: string[] = [];
  const hold = (name: string) =>
    withLock(
      path,
      () => steps.push(`${name} waits`),
      async () => {
        steps.push(`${name} in`);
        await sleep(50);
        steps.push(`${name} out`);
      },
    );
  await Promise.all([hold("a"), hold("b")]);
  expect(steps).toEqual(["a in", "b waits", "a out", "b in", "b out"]);
  expect(readdirSync(directory)).toEqual([]);
});

test("a dead holder's lock is taken over", async () => {
  const path = join(directory, "lock");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, JSON.stringify({ pid, host: hostname() }));
  expect(await withLock(path, failOnWait, async () => "done")).toBe("done");
});

test("the lock is given back when the work fails", async () => {
  const path = join(directory, "lock");
  const failing = withLock(path, failOnWait, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});

function failOnWait(holder: string): void {
  throw new Error(`waited for ${holder}`);
}
