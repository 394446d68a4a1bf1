import { readView, type StoredOutput } from "@limen/artifact";
import { explainChange } from "../identity/explain-change.ts";
import { identifyRun, keyOf } from "../identity/identify-run.ts";
import type { RunIdentity } from "../identity/run-identity.ts";
import { type NodeInstance, type Pipeline, upstreamOf } from "../pipeline/pipeline.ts";
import type { Plan, PlannedNode, PlannedRun, ResolvedRun } from "./plan.ts";
import type { Selected } from "./select.ts";
import type { Session } from "./session.ts";

type Outputs = Readonly<Record<string, StoredOutput>>;

/** Decides for every instance whether it runs, and why. Reads, never writes. */
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
    const identity = identifyRun(pipeline, instance, known, session);
    const before = previous.get(id);
    const changes = before === undefined ? [] : explainChange(before, identity);
    const unknown = needs.filter((need) => !known.has(need));
    if (unknown.length > 0) {
      const certain = changes.filter(({ part }) => !part.startsWith("inputs"));
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
    if (found.state === "found") identities.set(id, found.record.identity as unknown as RunIdentity);
  }
  return identities;
}
