import { invariant } from "@limen/errors";
import { externalParams, type PipelinePicture } from "@limen/stage";
import { upstreamNodes } from "../rules/check-cycles.ts";
import { type Draft, type DraftNode, instanceNames } from "./draft.ts";
import { resolveExternal } from "./external.ts";
import { givenParams } from "./instance-params.ts";
import type { External, InstanceOutput, NodeInstance, Pipeline } from "./pipeline.ts";
import { instanceId, parseReference } from "./reference.ts";
import { readResources } from "./resources.ts";

/** Turns a draft that broke no rule into instances in running order. */
export function expand(draft: Draft): Pipeline {
  const instances = runningOrder(draft).flatMap((node) =>
    instanceNames(node.body).map((instance) => expandInstance(node, instance, draft)),
  );
  return { file: draft.source.file, name: draft.name, seed: draft.seed, picture: picture(draft), instances };
}

function picture({ name, nodes }: Draft): PipelinePicture {
  return {
    name,
    nodes: [...nodes.values()].map((node) => ({
      name: node.name,
      stage: node.body.uses,
      instances: instanceNames(node.body).filter((value) => value !== null),
      feeds: upstreamNodes(node),
    })),
  };
}

/** Depth first from the file's order, so that the file's order is kept where the edges allow it. */
function runningOrder({ nodes }: Draft): DraftNode[] {
  const ordered = new Map<string, DraftNode>();
  const visit = (name: string): void => {
    const node = nodes.get(name);
    if (node === undefined || ordered.has(name)) return;
    for (const upstream of upstreamNodes(node)) visit(upstream);
    ordered.set(name, node);
  };
  for (const name of nodes.keys()) visit(name);
  return [...ordered.values()];
}

function expandInstance(node: DraftNode, instance: string | null, draft: Draft): NodeInstance {
  const { stage, body, name } = node;
  invariant(stage !== undefined, `node ${name} was checked, but has no stage`);
  const given = givenParams(node, instance);
  const params: Record<string, unknown> = stage.declaration.params.parse(given.values);
  const externals: Record<string, External> = {};
  for (const param of externalParams(stage.declaration.params)) {
    const text = params[param];
    delete params[param];
    if (typeof text !== "string") continue;
    const path = given.pathOf([param]);
    externals[param] = { path: resolveExternal(text, path, draft), place: draft.source.locate(path) };
  }
  return {
    id: instanceId(name, instance),
    node: name,
    instance,
    stage,
    params,
    externals,
    inputs: expandInputs(node, instance, draft),
    shards: body.shards ?? 1,
    resources: readResources(body.resources),
  };
}

function expandInputs(
  node: DraftNode,
  instance: string | null,
  draft: Draft,
): Record<string, InstanceOutput[]> {
  const specs = node.stage?.declaration.inputs ?? {};
  return Object.fromEntries(
    Object.entries(node.body.inputs ?? {}).map(([name, value]) => {
      const many = specs[name]?.arity === "many";
      const list = typeof value === "string" ? [value] : value;
      return [name, list.flatMap((text) => expandReference(text, many, instance, draft))];
    }),
  );
}

/** A whole foreach node stands for all its instances, or, where one is wanted, for the reader's namesake. */
function expandReference(text: string, many: boolean, own: string | null, draft: Draft): InstanceOutput[] {
  const reference = parseReference(text);
  invariant(reference !== undefined, `reference ${text} was checked, but does not parse`);
  const from = draft.nodes.get(reference.node);
  invariant(from !== undefined, `reference ${text} was checked, but its node is gone`);
  const names = instanceNames(from.body);
  const chosen =
    reference.instance !== null ? [reference.instance] : many || names[0] === null ? names : [own];
  return chosen.map((name) => ({ id: instanceId(reference.node, name), output: reference.output }));
}
