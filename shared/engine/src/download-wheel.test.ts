import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { wheelBytes } from "./download-wheel.ts";

test("how far the download is: wheels in any folder count, other files and folders that are gone do not", () => {
  const folder = mkdtempSync(join(tmpdir(), "limen-wheel-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "pip-1", "deep"), { recursive: true });
  writeFileSync(join(folder, "a.whl"), "12");
  writeFileSync(join(folder, "pip-1", "deep", "b.whl"), "345");
  writeFileSync(join(folder, "pip-1", "notes.txt"), "6789");
  expect(wheelBytes(folder)).toBe(5);
  expect(wheelBytes(join(folder, "deleted-meanwhile"))).toBe(0);
});
