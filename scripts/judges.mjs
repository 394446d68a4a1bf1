// Python's readers of Parquet and safetensors judge what Limen writes. They live in the user's cache, never in the
// product: only the tests use them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

/** Path of a Python that has the packages of tests/requirements.txt. */
export function bringJudges() {
  const requirements = join(root, "tests/requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const caches =
    process.env.LIMEN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "limen");
  const folder = join(caches, `judges-${digest}`);
  const python = join(folder, "bin/python");
  if (existsSync(join(folder, "complete"))) return python;
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write("setup: Python readers for the tests\n");
  run("Python's venv", "python3", ["-m", "venv", folder]);
  run("Python's packages", python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--only-binary=:all:",
    "-r",
    requirements,
  ]);
  run("Python's packages", python, [
    "-c",
    `open(${JSON.stringify(join(folder, "complete.part"))}, "w").close()`,
  ]);
  renameSync(join(folder, "complete.part"), join(folder, "complete"));
  return python;
}
