import { suggestion, UserError } from "@limen/errors";
import { type Pipeline, upstreamOf } from "../pipeline/pipeline.ts";

/** Which part of a pipeline a command is about. Each names a node, or one instance of it. */
export interface Selection {
  /** Run just this node, from cached inputs. */
  readonly only?: string;
  /** Run this node and all after it anew, cached or not. */
  readonly from?: string;
  /** Run these nodes anew; what follows them goes by content. */
  readonly refresh?: readonly string[];
}

/** Instances to bring up to date (with all that feeds them, unless `only`), and those to run although cached. */
export interface Selected {
  readonly forced: ReadonlySet<string>;
  /** Undefined: all. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Throws a UserError for a name that the pipeline does not have. */
export function select(pipeline: Pipeline, { only, from, refresh = [] }: Selection): Selected {
  const forced = new Set(refresh.flatMap((name) => idsOf(pipeline, name, "--refresh")));
  if (from !== undefined) {
    for (const id of idsOf(pipeline, from, "--from")) forced.add(id);
    const start = new Set(idsOf(pipeline, from, "--from"));
    // Instances come in running order, so one pass reaches all that follows.
    for (const instance of pipeline.instances) {
      if (upstreamOf(instance).some((id) => start.has(id))) start.add(instance.id);
    }
    for (const id of start) forced.add(id);
  }
  return { forced, only: only === undefined ? undefined : new Set(idsOf(pipeline, only, "--only")) };
}

/** Ids of a node's instances, or the one id. */
export function idsOf(pipeline: Pipeline, name: string, field: string): string[] {
  const ids = pipeline.instances.filter(({ id, node }) => id === name || node === name).map(({ id }) => id);
  if (ids.length > 0) return ids;
  const names = pipeline.instances.flatMap(({ id, node }) => [node, id]);
  throw new UserError({
    message: `unknown node "${name}"`,
    place: { field },
    hint: suggestion(name, [...new Set(names)]),
  });
}
