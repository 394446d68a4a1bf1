import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Lease, readLease, tryLock } from "./lease.ts";
import { identify, isProvablyDead, type ProcessIdentity } from "./process-identity.ts";

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "limen-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "lock");
}

const me = identify() as ProcessIdentity;
const write = (path: string, holder: ProcessIdentity) =>
  writeFileSync(path, JSON.stringify({ holder, children: [] } satisfies Lease));

test("a living holder keeps its lock until it gives it back", () => {
  const path = lockPath();
  const first = tryLock(path);
  expect(first).toMatchObject({ taken: true, stolenFrom: undefined });
  expect(tryLock(path)).toEqual({ taken: false, holder: me });
  if (first.taken) first.lock.release();
  expect(tryLock(path)).toMatchObject({ taken: true });
  expect(readdirSync(join(path, ".."))).toEqual(["lock"]);
});

test.each([
  ["another start time under its pid", { ...me, started: "1" }],
  ["another boot of this host", { ...me, boot: "an earlier one" }],
  ["no such process", { ...me, pid: 2 ** 22 + 1 }],
])("a dead holder loses its lock: %s", (_, holder) => {
  const path = lockPath();
  write(path, holder);
  expect(tryLock(path)).toMatchObject({ taken: true, stolenFrom: { holder } });
});

test("a holder on another host may live: its lock stays", () => {
  const path = lockPath();
  const holder = { ...me, host: "elsewhere", pid: 2 ** 22 + 1 };
  write(path, holder);
  expect(tryLock(path)).toEqual({ taken: false, holder });
});

test("a torn lock file is nobody's", () => {
  const path = lockPath();
  writeFileSync(path, '{"holder": {"pi');
  expect(tryLock(path)).toMatchObject({ taken: true });
});

test("a killed process is known to be dead, and its children are remembered", async () => {
  const child = spawn("sleep", ["60"]);
  const path = lockPath();
  const attempt = tryLock(path);
  if (!attempt.taken) throw new Error("the lock is free");
  attempt.lock.noteChildren([child.pid ?? 0]);
  const [noted] = readLease(path)?.children ?? [];
  expect(noted?.pid).toBe(child.pid);
  expect(isProvablyDead(noted as ProcessIdentity)).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isProvablyDead(noted as ProcessIdentity)).toBe(true);
});
