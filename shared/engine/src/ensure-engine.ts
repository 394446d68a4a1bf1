import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "@limen/errors";
import { compileBinding } from "./compile-binding.ts";
import { downloadWheel } from "./download-wheel.ts";
import { ENGINE_RECORD, engineDirectory, enginePin, isInstalled } from "./locate.ts";
import { isAlive, withLock } from "./lock.ts";
import { type EnginePin, TENSORFLOW_VERSION, TFJS_VERSION } from "./pins.ts";
import type { OnEngineEvent } from "./progress.ts";
import { findPython } from "./python.ts";
import { unpackWheel } from "./unpack-wheel.ts";

export interface EnsureEngineOptions {
  readonly onEvent?: OnEngineEvent;
}

export interface InstalledEngine {
  readonly directory: string;
  /** False when it was there already. */
  readonly installedNow: boolean;
}

/**
 * Makes the TensorFlow engine present in the user's cache. Does nothing when it is there (under 1 ms), and
 * does the work once when several processes ask at the same time.
 * Throws a UserError that names what is missing (Python, pip, compiler, disk, network) and how to get it.
 */
export async function ensureEngine({
  onEvent = () => {},
}: EnsureEngineOptions = {}): Promise<InstalledEngine> {
  const pin = enginePin();
  const directory = engineDirectory(pin);
  if (isInstalled(directory)) return { directory, installedNow: false };
  const lock = `${directory}.lock`;
  return withLock(
    lock,
    // A holder on another host cannot be seen dying: the user can.
    (holder) => onEvent({ phase: "wait", message: `waiting for ${holder} (if it is gone, delete ${lock})` }),
    async () => {
      if (isInstalled(directory)) return { directory, installedNow: false };
      await install(pin, directory, onEvent);
      return { directory, installedNow: true };
    },
  );
}

/** Builds aside and renames the finished directory, so that nobody ever sees half an engine. */
async function install(pin: EnginePin, directory: string, onEvent: OnEngineEvent): Promise<void> {
  removeLeftovers(directory);
  checkDisk(pin, dirname(directory));
  const python = await findPython();
  const downloads = `${directory}.download`;
  const staging = `${directory}.partial-${process.pid}`;
  try {
    const wheel = await downloadWheel(pin, python, downloads, onEvent);
    await unpackWheel(wheel, pin, python, staging, onEvent);
    const compiler = await compileBinding(staging, python, onEvent);
    rmSync(join(staging, "tensorflow", "include"), { recursive: true, force: true });
    writeRecord(pin, staging, compiler);
    if (!isInstalled(directory)) renameSync(staging, directory);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  // Kept until here: after a failed compilation the next attempt does not download again.
  removeBusy(downloads);
  onEvent({ phase: "done", message: `TensorFlow ${TENSORFLOW_VERSION} is ready in ${directory}` });
}

/** Staging directories of processes that were killed. */
function removeLeftovers(directory: string): void {
  const prefix = `${basename(directory)}.partial-`;
  const parent = dirname(directory);
  for (const entry of existsSync(parent) ? readdirSync(parent) : []) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue;
    removeBusy(join(parent, entry));
  }
}

/** A killed process's pip or unpacker may live on and write for some seconds: tries for 11 s in all. */
function removeBusy(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

function checkDisk(pin: EnginePin, parent: string): void {
  mkdirSync(parent, { recursive: true });
  const { bavail, bsize } = statfsSync(parent);
  const needed = pin.downloadBytes + pin.installedBytes;
  if (bavail * bsize >= needed) return;
  throw new UserError({
    message: `${parent} has ${megabytes(bavail * bsize)} free; the engine needs ${megabytes(needed)} while it is installed`,
    hint: "free some disk, or set LIMEN_CACHE to a folder on another disk",
  });
}

function writeRecord(pin: EnginePin, staging: string, compiler: string): void {
  const record = {
    requirement: pin.requirement,
    sha256: pin.sha256,
    device: pin.device,
    tfjs: TFJS_VERSION,
    compiler,
  };
  writeFileSync(join(staging, ENGINE_RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
