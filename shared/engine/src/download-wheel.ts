import { createHash } from "node:crypto";
import { createReadStream, type Dirent, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "@limen/errors";
import { type EnginePin, WHEEL_PYTHON } from "./pins.ts";
import type { OnEngineEvent } from "./progress.ts";
import { type Python, runPip } from "./python.ts";
import { lastLines } from "./run-command.ts";

/**
 * Fetches the pinned wheel with pip, which knows the user's index, mirror and proxy, and checks its SHA-256.
 * A wheel already in `directory` from an interrupted installation is used again. Returns its path.
 */
export async function downloadWheel(
  pin: EnginePin,
  python: Python,
  directory: string,
  onEvent: OnEngineEvent,
): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const kept = findWheel(directory);
  if (kept === undefined) await fetchWheel(pin, python, directory, onEvent);
  const wheel = kept ?? findWheel(directory);
  if (wheel === undefined) throw new UserError({ message: `pip left no wheel of ${pin.requirement}` });
  onEvent({ phase: "verify", message: "checking the SHA-256 of the TensorFlow wheel" });
  const digest = await sha256OfFile(wheel);
  if (digest !== pin.sha256) {
    rmSync(wheel);
    throw new UserError({
      message: `the wheel of ${pin.requirement} has SHA-256 ${digest}, expected ${pin.sha256}; it was deleted`,
      hint: "run it again; if it happens again, the package index or a proxy hands out a different file",
    });
  }
  return wheel;
}

async function fetchWheel(pin: EnginePin, python: Python, directory: string, onEvent: OnEngineEvent) {
  const message = `downloading ${pin.requirement} (${Math.round(pin.downloadBytes / 1e6)} MB) with pip`;
  onEvent({ phase: "download", message, fraction: 0 });
  // pip tells no progress through a pipe, so its temporary files are put here and looked at.
  // The wheel lands there too and is moved when whole: a killed pip leaves no half a wheel to be found.
  const temporary = join(directory, `pip-${process.pid}`);
  mkdirSync(temporary, { recursive: true });
  const timer = setInterval(() => {
    const fraction = Math.min(1, wheelBytes(temporary) / pin.downloadBytes);
    onEvent({ phase: "download", message, fraction });
  }, 500);
  const { status, stderr } = await runPip(
    python,
    ["download", pin.requirement, "--dest", temporary, ...wheelChoice(pin)],
    { TMPDIR: temporary },
  ).finally(() => clearInterval(timer));
  const wheel = findWheel(temporary);
  if (wheel !== undefined && status === 0) renameSync(wheel, join(directory, basename(wheel)));
  rmSync(temporary, { recursive: true, force: true });
  if (status !== 0) throw pipFailure(pin.requirement, stderr);
  onEvent({ phase: "download", message, fraction: 1 });
}

/** pip's options that choose the pinned platform's wheels, whichever Python runs pip. */
export function wheelChoice(pin: EnginePin): string[] {
  const platforms = pin.platforms.flatMap((platform) => ["--platform", platform]);
  return ["--no-deps", "--only-binary=:all:", "--python-version", WHEEL_PYTHON, ...platforms];
}

/** What pip said, with what usually mends it. */
export function pipFailure(requirement: string, stderr: string): UserError {
  return new UserError({
    message: `pip could not fetch ${requirement}:\n${lastLines(stderr)}`,
    hint: "check the network and the free disk; behind a mirror set PIP_INDEX_URL, behind a proxy HTTPS_PROXY",
  });
}

function findWheel(directory: string): string | undefined {
  const name = readdirSync(directory).find((entry) => entry.endsWith(".whl"));
  return name === undefined ? undefined : join(directory, name);
}

/** (bytes) of the wheels in a folder and all below, so far as they are there: pip makes and deletes folders meanwhile. */
export function wheelBytes(directory: string): number {
  return entriesOf(directory).reduce((sum, entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sum + wheelBytes(path);
    if (!entry.name.endsWith(".whl")) return sum;
    return sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
