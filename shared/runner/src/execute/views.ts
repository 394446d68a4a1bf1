import {
  linkOutputs,
  type RunRecord,
  readView,
  requireOwnFolder,
  unlinkOutputs,
  viewDirectory,
  writeView,
} from "@limen/artifact";
import { invariant } from "@limen/errors";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import { parseInstanceId } from "../pipeline/reference.ts";
import type { Session } from "../plan/session.ts";

/** Keeps the pipeline's readable names at its latest results, as they come. */
export class Views {
  readonly #pipeline: Pipeline;
  readonly #session: Session;
  /** Node instance to run key: of this pipeline, and of what it no longer has. */
  readonly #keys: Map<string, string>;

  constructor(pipeline: Pipeline, session: Session) {
    this.#pipeline = pipeline;
    this.#session = session;
    this.#keys = new Map(Object.entries(readView(session.store.layout, pipeline.name).nodes));
  }

  /** Takes away the names of nodes that the pipeline no longer has: they would pass for its results. */
  forgetOthers(): void {
    const own = new Set(this.#pipeline.instances.map(({ id }) => id));
    for (const [id, key] of this.#keys) {
      if (own.has(id)) continue;
      const place = parseInstanceId(id);
      if (place !== undefined) this.#unlink(place, key, {});
      this.#keys.delete(id);
    }
  }

  add(instance: NodeInstance | undefined, key: string, outputs: RunRecord["outputs"]): void {
    invariant(instance !== undefined, `run ${key} belongs to no instance`);
    const { objects } = this.#session.store;
    const before = this.#keys.get(instance.id);
    if (before !== undefined && before !== key) this.#unlink(instance, before, outputs);
    linkOutputs(this.#folder(instance), outputs, (digest) => objects.path(digest));
    this.#keys.set(instance.id, key);
  }

  save(): void {
    const order = this.#pipeline.instances.map(({ id }) => id).filter((id) => this.#keys.has(id));
    const nodes = Object.fromEntries(order.map((id) => [id, this.#keys.get(id) ?? ""]));
    writeView(this.#session.store.layout, { pipeline: this.#pipeline.name, nodes });
  }

  /** Takes the names of a run away, but those that its node keeps. */
  #unlink(place: Pick<NodeInstance, "node" | "instance">, key: string, kept: RunRecord["outputs"]): void {
    const { objects, records } = this.#session.store;
    const found = records.find(key);
    if (found.state !== "found") return;
    const names = Object.entries(found.record.outputs);
    const gone = Object.fromEntries(
      names.filter(([name, { extension }]) => kept[name]?.extension !== extension),
    );
    unlinkOutputs(this.#folder(place), gone, (digest) => objects.path(digest));
  }

  #folder({ node, instance }: Pick<NodeInstance, "node" | "instance">): string {
    const { layout } = this.#session.store;
    const folder = viewDirectory(layout, this.#pipeline.name, node, instance);
    requireOwnFolder(layout.views, folder);
    return folder;
  }
}
