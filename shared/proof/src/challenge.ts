import { constants, copyFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type RunRecord, readView, type StoredOutput } from "@limen/artifact";
import { type Problem, throwIfAny } from "@limen/errors";
import {
  calledAs,
  explainRun,
  type Failure,
  missingData,
  type NodeInstance,
  openSession,
  type Pipeline,
  type RunEvent,
  type RunIdentity,
  recompute,
  type Session,
  Views,
} from "@limen/runner";
import { type ChallengedOutput, judgeOutputs } from "./judge-outputs.ts";
import type { Lock } from "./lock-file.ts";

export interface ChallengedNode {
  readonly node: string;
  readonly outputs: readonly ChallengedOutput[];
  readonly seconds: number;
  /** What made the key another one since, if anything: then code or parameters are not those of the claim. */
  readonly changes: readonly string[];
  /** Inputs that it was computed from and that are not those that the claim names, as `prior.prior`. */
  readonly otherInputs: readonly string[];
  /** Why it could not be computed. */
  readonly failure?: Failure;
  /** Why it was left out. */
  readonly skipped?: string;
}

export interface ChallengeOptions {
  /** Where to compute: a folder that is empty or not there. */
  readonly folder: string;
  /** Numbers may differ by this (see Difference.distance); 0 asks for equal numbers. */
  readonly tolerance: number;
  readonly lock?: Lock;
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Computes nodes anew, each from the inputs that its claim names, in a store of its own, and compares. Nodes are judged
 * apart: one that differs does not spoil those behind it. Throws a UserError for a node that never ran, or whose inputs are gone.
 */
export async function challenge(
  pipeline: Pipeline,
  session: Session,
  ids: readonly string[],
  options: ChallengeOptions,
): Promise<ChallengedNode[]> {
  const instances = pipeline.instances.filter(({ id }) => ids.includes(id));
  const records = claimedRecords(pipeline, session, instances);
  const known = new Map([...records].map(([id, { outputs }]) => [id, outputs]));
  const clean = openSession({ ...session.workspace, artifacts: options.folder }, session.mode);
  const able = instances.filter((instance) => Object.keys(missingData(instance)).length === 0);
  for (const instance of able) bringInputs(pipeline, instance, known, session, clean);
  const { jobs, signal, onEvent } = options;
  const results = await recompute(pipeline, able, known, clean, { jobs, signal, onEvent });
  const views = new Views(pipeline, clean);
  const judged: ChallengedNode[] = [];
  for (const instance of instances) {
    const { id } = instance;
    const base = { node: id, outputs: [], seconds: 0, changes: [], otherInputs: [] };
    const outcome = results.get(id);
    const record = records.get(id);
    if (outcome === undefined || record === undefined) {
      const paths = Object.values(missingData(instance)).map(({ path }) => path);
      judged.push({ ...base, skipped: `data not there: ${paths.join(", ")}` });
    } else if (outcome.state === "failed") judged.push({ ...base, failure: outcome.failure });
    else if (outcome.state === "cancelled") judged.push({ ...base, skipped: outcome.because });
    else {
      views.add(instance, outcome.key, outcome.outputs);
      const outputs = await judgeOutputs(instance, record, outcome.outputs, { session, clean, ...options });
      const changes = explainRun(pipeline, instance, record, known, session).map(({ text }) => text);
      const otherInputs = unclaimedInputs(instance, record, known, options.lock);
      judged.push({ node: id, outputs, seconds: outcome.seconds, changes, otherInputs });
    }
  }
  // For whoever keeps the folder: readable names, and `limen show` in it.
  views.save();
  return judged;
}

/** Records of the challenged nodes and of all that feeds them. */
function claimedRecords(
  pipeline: Pipeline,
  { store }: Session,
  instances: readonly NodeInstance[],
): Map<string, RunRecord> {
  const keys = readView(store.layout, pipeline.name).nodes;
  const feeding = instances.flatMap(({ inputs }) =>
    Object.values(inputs).flatMap((list) => list.map(({ id }) => id)),
  );
  const records = new Map<string, RunRecord>();
  const problems: Problem[] = [];
  for (const id of new Set([...feeding, ...instances.map((instance) => instance.id)])) {
    const found = store.records.find(keys[id] ?? "");
    if (found.state === "found") records.set(id, found.record);
    else {
      const state = found.state === "absent" ? "has not run here" : "has a damaged run record";
      problems.push({
        message: `${id} ${state}: there is nothing to challenge`,
        hint: `npx limen run ${calledAs(pipeline)} computes it`,
      });
    }
  }
  throwIfAny(problems);
  return records;
}

/** The lock file names a node's inputs as outputs of the nodes before it; without one its record does. */
function unclaimedInputs(
  { inputs }: NodeInstance,
  { identity }: RunRecord,
  known: ReadonlyMap<string, Readonly<Record<string, StoredOutput>>>,
  lock: Lock | undefined,
): string[] {
  const recorded = new Map(
    Object.values((identity as unknown as RunIdentity).inputs ?? {})
      .flat()
      .map(({ from, digest }) => [from, digest]),
  );
  const names = Object.values(inputs).flatMap((list) =>
    list.flatMap(({ id, output }) => {
      const from = `${id}.${output}`;
      const claimed = lock?.nodes[id]?.outputs[output]?.sha256 ?? recorded.get(from);
      return claimed === known.get(id)?.[output]?.digest ? [] : [from];
    }),
  );
  return [...new Set(names)];
}

/** Copies the inputs' bytes, checked, into the clean store. */
function bringInputs(
  { file }: Pipeline,
  { inputs }: NodeInstance,
  known: ReadonlyMap<string, Readonly<Record<string, StoredOutput>>>,
  { store }: Session,
  clean: Session,
): void {
  for (const { id, output } of Object.values(inputs).flat()) {
    const digest = known.get(id)?.[output]?.digest;
    if (digest === undefined || clean.store.objects.check(digest).state === "good") continue;
    const from = store.objects.open(digest, `${id}.${output}`, `npx limen run ${file} computes it anew`);
    const to = clean.store.objects.path(digest);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}
