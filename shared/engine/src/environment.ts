import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { availableParallelism } from "node:os";
import { UserError } from "@limen/errors";
import { chosenDevice, gpuModel } from "./device.ts";
import { enginePin } from "./locate.ts";
import { TENSORFLOW_VERSION, TFJS_VERSION } from "./pins.ts";

/** canonical: equal bytes on every x86-64 machine with AVX2; fast: whatever this machine does best. */
export type EngineMode = "canonical" | "fast";

/** All that the numbers depend on, apart from the code: part of every run's key. */
export interface EngineIdentity {
  readonly engine: "tfjs-node";
  readonly tfjs: string;
  readonly tensorflow: string;
  /** SHA-256 of the wheel that the library came from. */
  readonly wheel: string;
  readonly mode: EngineMode;
  readonly isa: string;
  readonly threads: number;
  readonly device: "cpu" | "gpu";
  /** The GPU's name: results differ between models. Null on the CPU. */
  readonly gpu: string | null;
}

/**
 * Eigen cuts work into pieces by thread count, and the pieces decide the order of additions: 1, 2, 3 and 8
 * threads give four different sums, but each its own on any number of cores. More threads than cores cost time
 * (on 2 cores: 4 threads 3–6 %, 8 threads 20 %, most of it in the filters' gradients), fewer leave cores idle.
 */
export const CANONICAL_THREADS = 4;

/** The mode that LIMEN_MODE asks for; canonical when unset. Throws a UserError on any other word. */
export function engineMode(environment: NodeJS.ProcessEnv = process.env): EngineMode {
  const word = environment.LIMEN_MODE || "canonical";
  if (word === "canonical" || word === "fast") return word;
  throw new UserError({
    message: `LIMEN_MODE is "${word}"`,
    hint: "set it to canonical (the default) or fast",
  });
}

/** What identifies the numerics of this machine's engine in a mode. Loads no TensorFlow. */
export function engineIdentity(mode: EngineMode = engineMode()): EngineIdentity {
  const device = chosenDevice();
  return {
    engine: "tfjs-node",
    tfjs: TFJS_VERSION,
    tensorflow: TENSORFLOW_VERSION,
    wheel: enginePin().sha256,
    mode,
    isa: instructionSet(mode),
    threads: threadCount(mode),
    device,
    gpu: device === "gpu" ? gpuModel() : null,
  };
}

/** The variables that a process needs before it loads TensorFlow, to compute in a mode. */
export function engineEnvironment(mode: EngineMode = engineMode()): Record<string, string> {
  const threads = String(threadCount(mode));
  return {
    LIMEN_MODE: mode,
    // Inherited settings (Slurm sets OMP_NUM_THREADS) must not reach the numbers, so all are set here.
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: "1",
    OMP_NUM_THREADS: threads,
    ONEDNN_MAX_CPU_ISA: mode === "canonical" ? "AVX2" : "DEFAULT",
    TF_ENABLE_ONEDNN_OPTS: "1",
    TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? "2",
    ...(chosenDevice() === "gpu" ? gpuEnvironment(mode) : {}),
  };
}

function gpuEnvironment(mode: EngineMode): Record<string, string> {
  const growth = { TF_FORCE_GPU_ALLOW_GROWTH: "true" };
  return mode === "fast" ? growth : { ...growth, TF_DETERMINISTIC_OPS: "1", NVIDIA_TF32_OVERRIDE: "0" };
}

function threadCount(mode: EngineMode): number {
  return mode === "canonical" ? CANONICAL_THREADS : availableParallelism();
}

/** Widest instruction set that oneDNN may use: the CPU's, and at most AVX2 in canonical mode. */
function instructionSet(mode: EngineMode): string {
  if (process.arch !== "x64") return process.arch;
  const flags = cpuFlags();
  const known = ["amx_tile", "avx512f", "avx2", "avx", "sse4_1"];
  const allowed = mode === "canonical" ? known.slice(known.indexOf("avx2")) : known;
  return allowed.find((flag) => flags.has(flag)) ?? "x64";
}

/** The first core's feature flags; empty where the system has no /proc/cpuinfo. */
export function cpuFlags(): ReadonlySet<string> {
  const path = "/proc/cpuinfo";
  if (!existsSync(path)) return new Set();
  // The kernel prints core after core on demand: 16 kB hold the first without asking for 200 more.
  const buffer = Buffer.alloc(16_384);
  const file = openSync(path, "r");
  const length = readSync(file, buffer);
  closeSync(file);
  const line = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(buffer.toString("utf8", 0, length));
  return new Set(line?.[1]?.split(" ") ?? []);
}
