import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { StageEvent } from "@limen/stage";
import { bundled } from "../bundled.ts";
import type { Failure } from "./events.ts";
import type { Job, JobMessage, SealedOutput } from "./job.ts";

export type ProcessResult =
  | {
      readonly ok: true;
      readonly outputs: Readonly<Record<string, SealedOutput>>;
      readonly peakBytes: number;
    }
  | { readonly ok: false; readonly failure: Failure };

export interface NodeProcess {
  readonly pid: number | undefined;
  readonly result: Promise<ProcessResult>;
}

export interface ProcessOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StageEvent) => void;
}

/** How a job is run: startNodeProcess, or what a test puts in its place. */
export type StartJob = (job: Job, options: ProcessOptions) => NodeProcess;

const LAST_LINES = 20;
const PATIENCE_MILLISECONDS = 3000;

/**
 * Starts a process of its own for a job, leader of its own group, so that ending the group ends all that it started.
 * What it prints becomes log events. The result never rejects: a crash is a failure too.
 */
export function startNodeProcess(job: Job, { environment, signal, onEvent }: ProcessOptions): NodeProcess {
  if (!isBundleFresh()) return { pid: undefined, result: Promise.resolve({ ok: false, failure: STALE }) };
  const { args, descriptors } = programOf(job);
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc", ...descriptors],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (message) => {
      lastLines.push(message);
      if (lastLines.length > LAST_LINES) lastLines.shift();
      onEvent({ type: "log", message });
    });
  }
  const stop = () => endGroup(child);
  signal.addEventListener("abort", stop, { once: true });
  const result = new Promise<ProcessResult>((resolve) => {
    let answer: ProcessResult | undefined;
    child.on("message", (message: JobMessage) => {
      if (message.type === "event") onEvent(message.event);
      else answer = toResult(message);
    });
    child.once("error", (error) => resolve(failed(`the process did not start: ${error.message}`)));
    child.once("close", (code, killer) => {
      signal.removeEventListener("abort", stop);
      resolve(answer ?? failed(describeEnd(code, killer, lastLines)));
    });
  });
  child.send(job, (error) => {
    // The process ended before it heard: "close" says how.
    if (error !== null) onEvent({ type: "log", message: `could not hand over the job: ${error.message}` });
  });
  if (signal.aborted) stop();
  return { pid: child.pid, result };
}

const STALE: Failure = {
  kind: "user",
  problems: [
    { message: "Limen's sources changed while this command started", hint: "give the command again" },
  ],
};

let isKnownFresh = false;

/**
 * Keys are made of the sources as they are when a command plans, nodes computed by the bundle that it started with: both were
 * the same when the sources are still those of the bundle. Later changes touch neither.
 */
function isBundleFresh(): boolean {
  isKnownFresh ||= bundled.process?.isFresh() ?? true;
  return isKnownFresh;
}

/** From the bundle that this command runs, so that what computes is what its keys were made of; else from the sources. */
function programOf({ module }: Job): { readonly args: string[]; readonly descriptors: number[] } {
  if (bundled.process !== undefined && bundled.stages.has(module)) {
    return { args: [...bundled.process.arguments], descriptors: [bundled.process.descriptor] };
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return { args: ["--import", tsx, join(import.meta.dirname, "child.ts")], descriptors: [] };
}

function toResult(message: Exclude<JobMessage, { type: "event" }>): ProcessResult {
  switch (message.type) {
    case "done":
      return { ok: true, outputs: message.outputs, peakBytes: message.peakBytes };
    case "user-error":
      return { ok: false, failure: { kind: "user", problems: message.problems } };
    case "internal-error":
      return failed(message.message);
  }
}

function failed(message: string): ProcessResult {
  return { ok: false, failure: { kind: "internal", message } };
}

function describeEnd(code: number | null, killer: string | null, lastLines: readonly string[]): string {
  const how = killer === null ? `ended with status ${code}` : `was killed by ${killer}`;
  const memory = killer === "SIGKILL" ? " (the system does that when memory runs out)" : "";
  const tail = lastLines.length === 0 ? "" : `; its last lines:\n${lastLines.join("\n")}`;
  return `the node's process ${how}${memory} without a result${tail}`;
}

/** SIGTERM, and SIGKILL for what has not ended 3 s later. */
function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), PATIENCE_MILLISECONDS);
  child.once("close", () => clearTimeout(timer));
}

/** Signals a process group; one that has ended already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
