import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import type { Problem } from "@limen/errors";
import { z } from "zod";
import type { Failure } from "../execute/events.ts";
import type { TaskEnd } from "./job-list.ts";

const LAST_LINES = 10;

export interface EndedTask {
  /** `classifiers[vgg-s]`, or `boundaries, shard 2 of 5`. */
  readonly label: string;
  readonly node: string;
  /** `12_3` */
  readonly job: string;
  readonly end: TaskEnd | undefined;
  readonly log: string;
  /** Where run-node wrote what went wrong, if it could. */
  readonly failure: string;
}

/** Why a job that did not end well failed: what its node says of itself, or how SLURM saw it end. */
export function describeEnd(task: EndedTask): Failure {
  const where = `job ${task.job} of ${task.label}, log ${task.log}`;
  const told = readFailure(task.failure);
  if (told?.kind === "internal") return { kind: "internal", message: `${told.message}\n(${where})` };
  if (told?.kind === "user") {
    const [first, ...rest] = told.problems;
    if (first !== undefined)
      return { kind: "user", problems: [{ ...first, message: `${first.message} (${where})` }, ...rest] };
  }
  return { kind: "user", problems: [killed(task)] };
}

function killed({ label, node, job, end, log }: EndedTask): Problem {
  if (end === undefined) {
    return {
      message: `job ${job} of ${label} is gone: SLURM does not know it any more, and its result is not there; its log: ${log}`,
      hint: "give the same command again: what is lacking is submitted anew",
    };
  }
  const host = end.host === undefined || end.host === "" ? "" : ` on ${end.host}`;
  const tail = lastLines(log);
  return {
    message: `job ${job} of ${label} ended${host} with state ${end.state}${exitText(end.exitCode)}; its log: ${log}${tail}`,
    hint: hintFor(end, node),
  };
}

/** `0:9` → `, killed by SIGKILL`; `3:0` → `, exit status 3`. */
function exitText(exitCode: string | undefined): string {
  const [, status = "0", signal = "0"] = /^(\d+):(\d+)$/.exec(exitCode ?? "") ?? [];
  const name = Object.entries(constants.signals).find(([, number]) => number === Number(signal))?.[0];
  if (signal !== "0")
    return `, exit code ${exitCode} (${name === undefined ? `signal ${signal}` : `killed by ${name}`})`;
  return status === "0" ? "" : `, exit code ${exitCode} (status ${status})`;
}

function hintFor({ state, exitCode }: TaskEnd, node: string): string {
  if (state === "TIMEOUT" || state === "DEADLINE")
    return `give node ${node} a longer resources.time; what it had finished is kept, so the same command goes on`;
  if (state === "OUT_OF_MEMORY" || exitCode === "0:9")
    return `the system kills so when memory runs out: give node ${node} more resources.memory; else give the same command again`;
  if (state === "COMPLETED")
    return "its result is not in the store: do all hosts of the cluster share the store's file system?";
  // What slurmd says when it cannot open the log.
  if (exitCode === "0:53")
    return "its host could not write the log: do all hosts share the store's file system?";
  if (state === "FAILED") return "the log says why; the same command runs it anew";
  return "give the same command again: it is submitted anew";
}

const failureSchema = z.union([
  z.object({
    kind: z.literal("user"),
    problems: z.array(
      z.object({
        message: z.string(),
        place: z
          .object({
            file: z.string(),
            line: z.number(),
            column: z.number(),
            row: z.number(),
            field: z.string(),
          })
          .partial()
          .optional(),
        hint: z.string().optional(),
      }),
    ),
  }),
  z.object({ kind: z.literal("internal"), message: z.string() }),
]);

function readFailure(path: string): Failure | undefined {
  if (!existsSync(path)) return undefined;
  const result = failureSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  return result.success ? (result.data as Failure) : undefined;
}

function lastLines(log: string): string {
  if (!existsSync(log)) return ", which is not there";
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-LAST_LINES);
  return lines.join("").trim() === "" ? ", which is empty" : `, which ends so:\n${lines.join("\n")}`;
}
