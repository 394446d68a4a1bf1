import type { Place } from "@limen/errors";
import type { PipelinePicture } from "@limen/stage";
import type { FoundStage } from "../stage-registry.ts";
import type { Resources } from "./resources.ts";

/** An output of one instance, as an input names it. */
export interface InstanceOutput {
  readonly id: string;
  readonly output: string;
}

export interface External {
  readonly path: string;
  readonly place: Place;
}

/** One run to be done: a node, or one value of a foreach node. */
export interface NodeInstance {
  readonly id: string;
  readonly node: string;
  readonly instance: string | null;
  readonly stage: FoundStage;
  /** Checked, defaults filled in; external paths left out. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly externals: Readonly<Record<string, External>>;
  readonly inputs: Readonly<Record<string, readonly InstanceOutput[]>>;
  readonly shards: number;
  readonly resources: Resources;
}

/** A checked pipeline: its instances in an order in which every one comes after what feeds it. */
export interface Pipeline {
  readonly file: string;
  readonly name: string;
  readonly seed: string | number;
  readonly picture: PipelinePicture;
  readonly instances: readonly NodeInstance[];
}

/** Ids of the instances that feed one, each once. */
export function upstreamOf(instance: NodeInstance): string[] {
  return [...new Set(Object.values(instance.inputs).flatMap((list) => list.map(({ id }) => id)))];
}

/** These instances and all that feeds them, in running order. */
export function withAncestors(
  { instances }: Pick<Pipeline, "instances">,
  ids: readonly string[],
): NodeInstance[] {
  const wanted = new Set(ids);
  // Backwards, every instance comes before what feeds it.
  for (const instance of [...instances].reverse()) {
    if (wanted.has(instance.id)) for (const id of upstreamOf(instance)) wanted.add(id);
  }
  return instances.filter(({ id }) => wanted.has(id));
}
