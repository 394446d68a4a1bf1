// Python is never part of the product: it judges what Limen writes (tests) and is the peer it is timed against (bench).
// Its packages live in the user's cache, one folder a requirements file.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

/** Path of a Python that has the packages of that requirements file (relative to the repository). */
export function bringPython(requirementsFile) {
  const requirements = join(root, requirementsFile);
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const caches =
    process.env.LIMEN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "limen");
  const folder = join(caches, `python-${digest}`);
  const python = join(folder, "bin/python");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return python;
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`setup: Python packages of ${requirementsFile}\n`);
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
  writeFileSync(`${complete}.part`, "");
  renameSync(`${complete}.part`, complete);
  return python;
}
