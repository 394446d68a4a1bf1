import { existsSync, statfsSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { type Check, failed, gigabytes, passed } from "./check.ts";
import { chosenDevice, gpuModel, hasNvidiaGpu } from "./device.ts";
import { CANONICAL_THREADS, cpuFlags, engineMode } from "./environment.ts";
import { cacheDirectory, enginePin, isInstalled } from "./locate.ts";

/** A stage process holds libtensorflow (0.9 GB mapped), a batch and its gradients. */
const LEAST_MEMORY_BYTES = 3e9;
/** The demo's artifacts with room to spare. */
const LEAST_ARTIFACT_BYTES = 2e9;

/** Instruction set, cores, memory, GPU and free disk. */
export function checkMachine(artifactsDirectory: string): Check[] {
  const pin = enginePin();
  const engineBytes = isInstalled() ? 0 : pin.downloadBytes + pin.installedBytes;
  return [
    checkInstructionSet(cpuFlags()),
    passed("cores", `${availableParallelism()} (${cpus()[0]?.model.trim() ?? "unknown"})`),
    passed(
      "numeric mode",
      `${engineMode()} (LIMEN_MODE); canonical computes with ${CANONICAL_THREADS} threads`,
    ),
    checkMemory(),
    checkGpu(),
    checkDisk("cache", cacheDirectory(), engineBytes, "set LIMEN_CACHE to a folder on a larger disk"),
    checkDisk(
      "artifacts",
      artifactsDirectory,
      LEAST_ARTIFACT_BYTES,
      "free some disk, or link it to a larger one",
    ),
  ];
}

/** Canonical mode needs AVX2 for equal bytes; the PyPI wheel itself needs AVX. */
export function checkInstructionSet(flags: ReadonlySet<string>): Check {
  const name = "instruction set";
  const present = ["avx", "fma", "avx2", "avx512f", "avx512_vnni", "amx_tile", "asimd"].filter((flag) =>
    flags.has(flag),
  );
  const value = present.join(" ") || "unknown";
  if (process.arch !== "x64" || flags.has("avx2")) return passed(name, value);
  return failed(name, value, "use a CPU with AVX2 (any since 2015): other bytes come out of older ones");
}

function checkMemory(): Check {
  // In a container the limit of its control group, not the host's memory.
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  if (bytes >= LEAST_MEMORY_BYTES) return passed("memory", gigabytes(bytes));
  const remedy = `use a machine with ${gigabytes(LEAST_MEMORY_BYTES)}, or a smaller batch`;
  return failed("memory", gigabytes(bytes), remedy);
}

function checkGpu(): Check {
  if (chosenDevice() === "gpu")
    return passed("GPU", `${gpuModel() ?? "NVIDIA"}, used (LIMEN_GPU=0 turns it off)`);
  return passed("GPU", hasNvidiaGpu() ? "present, turned off by LIMEN_GPU=0" : "none; the CPU computes");
}

function checkDisk(what: string, directory: string, neededBytes: number, remedy: string): Check {
  const { bavail, bsize } = statfsSync(nearestExisting(resolve(directory)));
  const name = `disk for ${what}`;
  const value = `${gigabytes(bavail * bsize)} free at ${directory}`;
  return bavail * bsize >= neededBytes ? passed(name, value) : failed(name, value, remedy);
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
