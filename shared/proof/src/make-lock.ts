import { canonicalJson, type Json, type RunRecord } from "@limen/artifact";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { calledAs, makePlan, type NodeInstance, type Pipeline, type Session } from "@limen/runner";
import { engineOf } from "./engine-of.ts";
import type { Lock, LockedNode, LockedOutput } from "./lock-file.ts";

/** What the pipeline's results are now, every byte checked. Throws a UserError as currentRecords does. */
export async function makeLock(pipeline: Pipeline, session: Session): Promise<Lock> {
  return lockOf(pipeline, currentRecords(pipeline, session), session);
}

/** The lock of results that were found before, by currentRecords. */
export async function lockOf(
  pipeline: Pipeline,
  records: ReadonlyMap<string, RunRecord>,
  session: Session,
): Promise<Lock> {
  const nodes: Record<string, LockedNode> = {};
  for (const instance of pipeline.instances) {
    nodes[instance.id] = await lockNode(pipeline, instance, records.get(instance.id), session);
  }
  return { lock: 1, pipeline: pipeline.name, engine: oneEngine([...records.values()]), nodes };
}

/**
 * The records of the pipeline's results by instance, the bytes of its artifacts checked. Throws a UserError that names every node whose
 * result is not that of the pipeline as it stands.
 */
export function currentRecords(pipeline: Pipeline, session: Session): ReadonlyMap<string, RunRecord> {
  const { plan, resolved } = makePlan(pipeline, session, { forced: new Set() });
  const problems: Problem[] = [];
  const records = new Map<string, RunRecord>();
  for (const { id, reason } of plan.nodes) {
    // A node whose data are not there still has its result, under the data's remembered digest.
    const record = resolved.get(id)?.record;
    if (record === undefined)
      problems.push({
        message: `${id} is not up to date: ${reason}`,
        hint: `npx limen run ${calledAs(pipeline)} brings it up to date`,
      });
    else records.set(id, record);
  }
  throwIfAny(problems);
  return records;
}

async function lockNode(
  { file }: Pipeline,
  instance: NodeInstance,
  record: RunRecord | undefined,
  { store }: Session,
): Promise<LockedNode> {
  const outputs: Record<string, LockedOutput> = {};
  for (const [name, { digest, bytes }] of Object.entries(record?.outputs ?? {})) {
    const artifact = instance.stage.declaration.outputs[name]?.artifact;
    const said = { sha256: digest, bytes };
    if (artifact?.kind !== "table") {
      outputs[name] = said;
      continue;
    }
    // Loaded only where a table is read: `verify` and `gc` share this package and read none.
    const { digestRows } = await import("@limen/tables");
    const { rows, digest: content } = await digestRows(
      store.objects.open(digest, `${instance.id}.${name}`, `npx limen run ${file} computes it anew`),
      artifact.table,
    );
    outputs[name] = { ...said, rows, content };
  }
  return { key: record?.key ?? "", outputs };
}

/** One plan computes with one engine. */
function oneEngine(records: readonly RunRecord[]): Json {
  const engines = new Map<string, Json>();
  for (const record of records) {
    const engine = engineOf(record);
    if (engine !== null) engines.set(canonicalJson(engine), engine);
  }
  if (engines.size > 1) {
    const message = `the nodes were computed by ${engines.size} engines: ${[...engines.keys()].join(" and ")}`;
    throw new UserError({ message, hint: "give npx limen run where one engine is installed" });
  }
  return [...engines.values()][0] ?? null;
}
