import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const REQUIREMENTS = join(import.meta.dirname, "../requirements-snakemake.txt");

/** Snakemake's command, from PyPI into a folder of the user's cache; or why it cannot be had. */
export function bringSnakemake(): string | { missing: string } {
  const caches =
    process.env.LIMEN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "limen");
  const digest = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  const folder = join(caches, `python-${digest}`);
  const complete = join(folder, "complete");
  const command = join(folder, "bin/snakemake");
  if (existsSync(complete)) return command;
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    ["python3", "-m", "venv", folder],
    // Some of what it needs comes as sources only, in plain Python.
    [join(folder, "bin/python"), "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS],
  ];
  for (const [program = "", ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) return { missing: `${program} ${args[1]}: ${error?.message ?? stderr.trim()}` };
  }
  writeFileSync(complete, "");
  return command;
}
