import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineMode } from "@limen/engine";
import type { Params } from "@limen/sample-boundaries/sampling";
import type { Block } from "@limen/sampling";
import type { Cost } from "../measure.ts";
import { type Command, runSide } from "../run-side.ts";
import type { LimenJob } from "../sample-limen.ts";
import { pairsOf } from "./attempts.ts";
import type { Files } from "./files.ts";

/** What drawing took, nets already loaded and warm. */
export interface Measured extends Cost {
  /** (evaluations of one image) of the prior, forward and backward. */
  readonly evaluations: number;
}

/** The grey bytes of all attempts, one after the other. */
export interface Sampled {
  readonly measured: Measured;
  readonly pixels: Buffer;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A sampler of Limen's, in a process of its own, because the engine's mode is fixed when it loads. */
export function sampleWithLimen(mode: EngineMode, job: Omit<LimenJob, "pixels">, folder: string): Sampled {
  const pixels = join(folder, "pixels");
  const command = [process.execPath, "--import", "tsx", here("../sample-limen.ts")] as const;
  const whole: LimenJob = { ...job, pixels };
  const measured = runJob<Measured>(command, whole, folder, { LIMEN_MODE: mode });
  return { measured, pixels: readFileSync(pixels) };
}

/** What bench/torch/sample.py is told of a comparison: files, attempts and the reference loop's settings. */
export interface TorchJob {
  readonly prior: string;
  readonly guides: readonly string[];
  readonly heldOut: string;
  readonly threads: number;
  readonly seed: number;
  readonly blocks: readonly { readonly guide: number; readonly pairs: readonly (readonly number[])[] }[];
  readonly steps: number;
  readonly resamples: number;
  readonly gamma: number;
}

/** PyTorch gets as many threads as Limen's fast mode takes. */
export function torchJob(
  { prior, guides, heldOut }: Files,
  plan: readonly Block[],
  params: Params,
): TorchJob {
  const blocks = plan.map((block) => ({
    guide: block[0]!.guides[0]!,
    pairs: pairsOf(block),
  }));
  const { ddpmSteps: steps, resamples, gamma } = params;
  const threads = availableParallelism();
  return { prior, guides, heldOut, threads, seed: 0, blocks, steps, resamples, gamma };
}

/** The reference loop in PyTorch; `noise` names a file of unit noise to walk with, else PyTorch draws its own. */
export function sampleWithTorch(
  job: TorchJob,
  { mended, noise = null }: { readonly mended: boolean; readonly noise?: string | null },
  folder: string,
): Sampled {
  const pixels = join(folder, "pixels");
  const measured = runTorch<Measured>({ ...job, kind: "sample", mended, noise, pixels }, folder);
  return { measured, pixels: readFileSync(pixels) };
}

/** Runs a job of bench/torch/sample.py and gives what it prints. */
export function runTorch<T>(job: object, folder: string): T {
  const python = process.env.LIMEN_PYTHON ?? "python3";
  // Else its idle threads wait by turning, which counts as CPU time: up to eight times as much beside other programs.
  const environment = { OMP_WAIT_POLICY: "PASSIVE" };
  return runJob<T>([python, here("../../torch/sample.py")], job, folder, environment);
}

function runJob<T>(
  command: Command,
  job: object,
  folder: string,
  environment: Readonly<Record<string, string>>,
): T {
  const file = join(folder, "job.json");
  writeFileSync(file, JSON.stringify(job));
  return runSide<T>([...command, file], environment);
}
