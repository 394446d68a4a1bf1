import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A fresh folder that goes when the test that asked for it has finished. Call it inside a test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "limen-"));
  onTestFinished(() => {
    makeWritable(path);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  });
  return path;
}

/** Folders that a test made read-only could not be emptied. */
function makeWritable(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, 0o755);
  for (const name of readdirSync(path)) makeWritable(join(path, name));
}
