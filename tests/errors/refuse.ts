import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect } from "vitest";
import { limen } from "../support/limen.ts";

/** The name of the pipeline file that tests write, as messages show it. */
export const FILE = "study.yaml";

/**
 * Runs a command that must be refused: exit status 2, no stack, nothing on standard output, nothing stored.
 * Gives what was printed. `args` may name the pipeline FILE, which holds `yaml`.
 */
export function refuse(
  yaml: string,
  args: readonly string[] = ["plan", FILE],
  folder = temporaryDirectory(),
): string {
  writeFileSync(join(folder, FILE), yaml);
  const artifacts = join(folder, "artifacts");
  const { status, stdout, stderr, output } = limen(args, { artifacts, cwd: folder });
  expect(status, output).toBe(2);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain("fault in Limen");
  if (args[0] === "plan") expect(stdout).toBe("");
  expect(stored(artifacts)).toEqual([]);
  return stderr;
}

/** Everything in the store that a command could have left half done. */
function stored(artifacts: string): string[] {
  return ["objects", "runs", "tmp", "work", "quarantine"].flatMap((name) => {
    const folder = join(artifacts, name);
    return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  });
}
