import { readView, type StoredOutput } from "@limen/artifact";
import { explainChange } from "../identity/explain-change.ts";
import { identifyRun, keyOf } from "../identity/identify-run.ts";
import { readIdentity } from "../identity/read-identity.ts";
import type { RunIdentity } from "../identity/run-identity.ts";
import { missingData } from "../pipeline/missing-data.ts";
import { type NodeInstance, type Pipeline, upstreamOf } from "../pipeline/pipeline.ts";
import type { Plan, PlannedNode, PlannedRun, ResolvedRun } from "./plan.ts";
import type { Selected } from "./select.ts";
import type { Session } from "./session.ts";

type Outputs = Readonly<Record<string, StoredOutput>>;

/**
 * Decides for every instance whether it runs, and why. Reads, never writes. Data that are not there count as they were
 * at the node's last run, so that what follows can be planned.
 */
export function makePlan(
  pipeline: Pipeline,
  session: Session,
  { forced }: Pick<Selected, "forced">,
): PlannedRun {
  const known = new Map<string, Outputs>();
  const resolved = new Map<string, ResolvedRun>();
  const previous = previousIdentities(pipeline, session);
  const nodes: PlannedNode[] = [];
  for (const instance of pipeline.instances) {
    const planned = planInstance(instance);
    nodes.push(planned);
  }
  session.externals.save();
  const plan: Plan = { pipeline: pipeline.name, file: pipeline.file, nodes };
  return { plan, resolved };

  function planInstance(instance: NodeInstance): PlannedNode {
    const { id, node, stage, shards } = instance;
    const needs = upstreamOf(instance);
    const base = { id, node, instance: instance.instance, stage: stage.declaration.name, needs, shards };
    const before = previous.get(id);
    const missing = missingData(instance);
    const identity = identifyWithout(missing, instance, before);
    const changes = before === undefined ? [] : explainChange(before, identity);
    const unknown = needs.filter((need) => !known.has(need));
    const certain = unknown.length === 0 ? changes : changes.filter(({ part }) => !part.startsWith("inputs"));
    const places = Object.values(missing).map(({ path }) => path);
    if (places.length > 0) {
      const remembered = Object.keys(missing).every((param) => Object.hasOwn(identity.externals, param));
      const run = remembered && unknown.length === 0 ? resolve(identity, session) : undefined;
      if (run?.record !== undefined) {
        resolved.set(id, run);
        known.set(id, run.record.outputs);
      }
      const reason = `data not there: ${places.join(", ")}`;
      return { ...base, state: "lacks", key: null, reason, changes: certain };
    }
    if (unknown.length > 0) {
      const own = certain[0] === undefined ? "" : `; ${certain[0].text}`;
      const reason = `waits for ${nodesOf(unknown, pipeline).join(", ")}${own}`;
      return { ...base, state: "waits", key: null, reason, changes: certain };
    }
    const run = resolve(identity, session);
    resolved.set(id, run);
    if (run.record !== undefined && !forced.has(id)) {
      known.set(id, run.record.outputs);
      return { ...base, state: "hit", key: run.key, reason: "", changes: [] };
    }
    const reason =
      run.record !== undefined
        ? "asked for"
        : (run.fault ??
          missReason(
            before,
            changes.map(({ text }) => text),
          ));
    return { ...base, state: "run", key: run.key, reason, changes };
  }

  /** Parameters whose data are missing keep the digest of the node's last run, or have none. */
  function identifyWithout(
    missing: NodeInstance["externals"],
    instance: NodeInstance,
    before: RunIdentity | undefined,
  ): RunIdentity {
    const present = Object.entries(instance.externals).filter(([param]) => !(param in missing));
    const there = { ...instance, externals: Object.fromEntries(present) };
    const identity = identifyRun(pipeline, there, known, session);
    const remembered = Object.entries(before?.externals ?? {}).filter(([param]) => param in missing);
    return { ...identity, externals: { ...identity.externals, ...Object.fromEntries(remembered) } };
  }
}

/** Key and cached result of an instance whose inputs are known. */
export function resolve(
  identity: RunIdentity,
  { lookup }: Session,
): ResolvedRun & { fault: string | undefined } {
  const key = keyOf(identity);
  const found = lookup.find(key);
  if (found.state === "hit") return { key, identity, record: found.record, damaged: [], fault: undefined };
  const damaged = found.state === "damaged" ? found.digests : [];
  const fault = found.state === "damaged" ? `artifact damaged: ${found.what}` : undefined;
  return { key, identity, record: undefined, damaged, fault };
}

/** A foreach node of which all instances are meant goes by its own name. */
function nodesOf(ids: readonly string[], { instances }: Pipeline): string[] {
  const names = instances
    .filter(({ id }) => ids.includes(id))
    .map(({ id, node }) => {
      const siblings = instances.filter((other) => other.node === node);
      return siblings.every((other) => ids.includes(other.id)) ? node : id;
    });
  return [...new Set(names)];
}

function missReason(before: RunIdentity | undefined, changes: readonly string[]): string {
  if (before === undefined) return "never ran";
  return changes[0] ?? "its run record is gone";
}

/** What identified each node's last run, as the pipeline's view knows it. */
function previousIdentities(pipeline: Pipeline, { store }: Session): Map<string, RunIdentity> {
  const identities = new Map<string, RunIdentity>();
  for (const [id, key] of Object.entries(readView(store.layout, pipeline.name).nodes)) {
    const found = store.records.find(key);
    if (found.state === "found") identities.set(id, readIdentity(found.record, store.records.path(key)));
  }
  return identities;
}
