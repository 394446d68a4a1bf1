import { expect, test } from "vitest";
import { checkInstructionSet } from "./check-machine.ts";
import { checkNode } from "./check-tools.ts";
import { doctor } from "./index.ts";

test("every check has a name and a value, and a remedy exactly when it failed", async () => {
  const checks = await doctor();
  expect(new Set(checks.map((check) => check.name)).size).toBe(checks.length);
  for (const check of checks) {
    expect(check.value).not.toBe("");
    expect(check.remedy === undefined).toBe(check.ok);
  }
});

test("Node before 20.19 fails, later lines pass", () => {
  expect(checkNode("20.18.3").ok).toBe(false);
  expect(checkNode("18.20.0").remedy).toContain("install");
  expect(["20.19.0", "22.1.0", "24.0.0", "25.1.0"].every((version) => checkNode(version).ok)).toBe(true);
});

test.runIf(process.arch === "x64")("a CPU without AVX2 fails", () => {
  expect(checkInstructionSet(new Set(["avx"])).ok).toBe(false);
  expect(checkInstructionSet(new Set(["avx", "avx2"])).ok).toBe(true);
});
