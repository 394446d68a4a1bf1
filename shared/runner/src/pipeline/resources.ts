import { z } from "zod";

/** Flags of sbatch that Limen sets itself, or that would make a job into something else. */
const OURS = [
  "array",
  "chdir",
  "comment",
  "cpus-per-task",
  "dependency",
  "error",
  "export",
  "gpus",
  "job-name",
  "kill-on-invalid-dep",
  "mem",
  "nodes",
  "ntasks",
  "output",
  "parsable",
  "partition",
  "requeue",
  "time",
  "wait",
  "wrap",
];

const MEBIBYTES: Readonly<Record<string, number>> = { MB: 1, GB: 1024, TB: 1024 * 1024 };
const MINUTES: Readonly<Record<string, number>> = { d: 24 * 60, h: 60, m: 1 };
const MEMORY = /^(\d+(?:\.\d+)?) ?(MB|GB|TB)$/;
const TIME = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/;

/** One flag of sbatch, as it stands behind #SBATCH: printable, no second line. */
export const sbatchOption = z
  .string()
  .regex(/^--[a-z][a-z-]*(?:=[\x21-\x7e]+)?$/, "must be a flag of sbatch such as --account=lab")
  .refine((flag) => !OURS.includes(flagName(flag)), {
    error: ({ input }) =>
      `${flagName(String(input))} is set by Limen; allowed are other flags, such as --account=lab or --constraint=avx2`,
  });

/** What one process of a node needs. Schedulers heed it; no result depends on it, so it is not in any key. */
export const resourcesSchema = z.strictObject({
  cpus: z.int().min(1).max(4096).optional().describe("(cores) of one process"),
  memory: z
    .string()
    .regex(MEMORY, 'must be a size such as "500MB" or "8GB"')
    .refine((text) => memoryOf(text) >= 1, "must be 1MB or more")
    .optional()
    .describe("memory of one process, as 500MB, 8GB or 1.5TB (1 GB = 1024 MB)"),
  time: z
    .string()
    .regex(TIME, 'must be a time such as "90m", "2h" or "1d12h"')
    .refine((text) => minutesOf(text) > 0, "must be 1m or more")
    .optional()
    .describe("the longest that one process may take, as 90m, 2h or 1d12h"),
  gpus: z.int().min(1).max(64).optional().describe("graphics processors of one process"),
  partition: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_,.-]*$/, "must name one partition, or several with commas")
    .optional()
    .describe("SLURM's partition (queue)"),
  options: z
    .array(sbatchOption)
    .optional()
    .describe("more flags of sbatch, such as --account=lab; no other scheduler reads them"),
});

/** Resources as programs read them. */
export interface Resources {
  readonly cpus?: number;
  readonly mebibytes?: number;
  readonly minutes?: number;
  readonly gpus?: number;
  readonly partition?: string;
  readonly options: readonly string[];
}

export function readResources(given: z.output<typeof resourcesSchema> | undefined): Resources {
  if (given === undefined) return { options: [] };
  const { cpus, memory, time, gpus, partition, options = [] } = given;
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memory === undefined ? {} : { mebibytes: memoryOf(memory) }),
    ...(time === undefined ? {} : { minutes: minutesOf(time) }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(partition === undefined ? {} : { partition }),
    options,
  };
}

function memoryOf(text: string): number {
  const [, amount = "0", unit = ""] = MEMORY.exec(text) ?? [];
  return Math.floor(Number(amount) * (MEBIBYTES[unit] ?? 0));
}

function minutesOf(text: string): number {
  const [, days = "0", hours = "0", minutes = "0"] = TIME.exec(text) ?? [];
  return Number(days) * (MINUTES.d ?? 0) + Number(hours) * (MINUTES.h ?? 0) + Number(minutes);
}

function flagName(flag: string): string {
  return /^--([a-z-]+)/.exec(flag)?.[1] ?? flag;
}
