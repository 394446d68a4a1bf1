import { readView, type StoredOutput } from "@limen/artifact";
import { type Change, explainChange } from "../identity/explain-change.ts";
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
  const nodesOf = namesOf(pipeline);
  const nodes = pipeline.instances.map(planInstance);
  session.externals.save();
  const plan: Plan = { pipeline: pipeline.name, file: pipeline.file, nodes };
  return { plan, resolved };

  function planInstance(instance: NodeInstance): PlannedNode {
    const { id, node, stage, shards } = instance;
    const needs = upstreamOf(instance);
    const base = { id, node, instance: instance.instance, stage: stage.declaration.name, needs, shards };
    const missing = missingData(instance);
    const places = Object.values(missing).map(({ path }) => path);
    const identity = identifyWithout(missing, instance);
    const unknown = needs.filter((need) => !known.has(need));
    const remembered = Object.keys(missing).every((param) => Object.hasOwn(identity.externals, param));
    const run = unknown.length === 0 && remembered ? resolve(identity, session) : undefined;
    if (run !== undefined && (run.record !== undefined || places.length === 0)) resolved.set(id, run);
    if (run?.record !== undefined && (places.length > 0 || !forced.has(id))) {
      known.set(id, run.record.outputs);
      if (places.length === 0) return { ...base, state: "hit", key: run.key, reason: "", changes: [] };
    }
    const before = previous(id);
    const differences = before === undefined ? [] : explainChange(before, identity);
    // What it will read is not known yet, so it is no reason.
    const changes =
      unknown.length === 0 ? differences : differences.filter(({ part }) => !part.startsWith("inputs"));
    if (places.length > 0) {
      return { ...base, state: "lacks", key: null, reason: `data not there: ${places.join(", ")}`, changes };
    }
    if (run === undefined) {
      const own = changes[0] === undefined ? "" : `; ${changes[0].text}`;
      return { ...base, state: "waits", key: null, reason: `waits for ${nodesOf(unknown)}${own}`, changes };
    }
    const reason = run.record === undefined ? (run.fault ?? missReason(before, changes)) : "asked for";
    return { ...base, state: "run", key: run.key, reason, changes };
  }

  /** Parameters whose data are missing keep the digest of the node's last run, or have none. */
  function identifyWithout(missing: NodeInstance["externals"], instance: NodeInstance): RunIdentity {
    if (Object.keys(missing).length === 0) return identifyRun(pipeline, instance, known, session);
    const present = Object.entries(instance.externals).filter(([param]) => !(param in missing));
    const there = { ...instance, externals: Object.fromEntries(present) };
    const identity = identifyRun(pipeline, there, known, session);
    const remembered = Object.entries(previous(instance.id)?.externals ?? {}).filter(
      ([param]) => param in missing,
    );
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

/** Names instances for people: a foreach node of which all instances are meant goes by its own name. */
function namesOf({ instances }: Pipeline): (ids: readonly string[]) => string {
  const siblings = new Map<string, number>();
  for (const { node } of instances) siblings.set(node, (siblings.get(node) ?? 0) + 1);
  const places = new Map(instances.map(({ id, node }, place) => [id, { node, place }]));
  return (ids) => {
    const meant = ids.map((id) => ({ id, ...places.get(id)! })).sort((a, b) => a.place - b.place);
    const counts = new Map<string, number>();
    for (const { node } of meant) counts.set(node, (counts.get(node) ?? 0) + 1);
    const names = meant.map(({ id, node }) => (counts.get(node) === siblings.get(node) ? node : id));
    return [...new Set(names)].join(", ");
  };
}

function missReason(before: RunIdentity | undefined, changes: readonly Change[]): string {
  if (before === undefined) return "never ran";
  return changes[0]?.text ?? "its run record is gone";
}

/** Gives what identified a node's last run, as the pipeline's view knows it. Only nodes that are no hits are asked for. */
function previousIdentities(pipeline: Pipeline, { store }: Session): (id: string) => RunIdentity | undefined {
  const { nodes } = readView(store.layout, pipeline.name);
  return (id) => {
    const key = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
    const found = key === undefined ? undefined : store.records.find(key);
    return found?.state === "found"
      ? readIdentity(found.record, store.records.path(found.record.key))
      : undefined;
  };
}
