import { canonicalJson, digestText } from "@limen/artifact";
import type { NodeInstance, Pipeline } from "../pipeline/pipeline.ts";
import { type IdentitySources, identifyRun } from "./identify-run.ts";

/**
 * What each instance will compute, known before anything has run: as its key, but an input is named by its own recipe
 * in place of the digest that it does not have yet. Two runs of equal recipes have equal keys; the reverse does not hold,
 * since different recipes can give equal bytes.
 */
export function recipesOf(
  pipeline: Pick<Pipeline, "seed" | "picture">,
  instances: readonly NodeInstance[],
  sources: IdentitySources,
): ReadonlyMap<string, string> {
  const recipes = new Map<string, string>();
  for (const instance of instances) {
    const inputs = Object.entries(instance.inputs).map(([name, list]) => [
      name,
      list.map(({ id, output }) => ({ from: `${id}.${output}`, recipe: recipes.get(id) })),
    ]);
    const own = identifyRun(pipeline, instance, new Map(), sources);
    recipes.set(instance.id, digestText(canonicalJson({ ...own, inputs: Object.fromEntries(inputs) })));
  }
  return recipes;
}
