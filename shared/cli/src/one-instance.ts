import { UserError } from "@limen/errors";
import { idsOf, type NodeInstance, type Pipeline } from "@limen/runner";

/** The one instance of that name. Throws a UserError for a node of several, and for none. */
export function oneInstance(pipeline: Pipeline, name: string): NodeInstance {
  const ids = idsOf(pipeline, name, "node");
  if (ids.length > 1) {
    const message = `node "${name}" has ${ids.length} instances; one is wanted`;
    throw new UserError({ message, place: { field: "node" }, hint: `name one: ${ids.join(", ")}` });
  }
  return pipeline.instances.find(({ id }) => id === ids[0])!;
}
