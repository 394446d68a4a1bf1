import { type Problem, UserError } from "@limen/errors";
import type { Facts } from "@limen/stage";
import type { Draft } from "./draft.ts";
import { givenParams } from "./instance-params.ts";
import type { NodeInstance, Pipeline } from "./pipeline.ts";

/** What the stages foresee will go wrong, given what the nodes before them will hold. */
export function foresee(pipeline: Pipeline, draft: Draft): Problem[] {
  const known = new Map<string, Readonly<Record<string, Facts | undefined>>>();
  return pipeline.instances.flatMap((instance) => {
    const { foretell, foresee: check } = instance.stage.declaration;
    const inputs = Object.fromEntries(
      Object.entries(instance.inputs).map(([name, list]) => {
        return [name, list.map(({ id, output }) => known.get(id)?.[output] ?? {})];
      }),
    );
    known.set(instance.id, foretell?.(instance.params, inputs) ?? {});
    try {
      check?.(instance.params, inputs);
    } catch (error) {
      if (error instanceof UserError)
        return error.problems.map((problem) => placed(problem, instance, draft));
      throw error;
    }
    return [];
  });
}

/** A parameter's problem, at the line of the pipeline that gave the parameter. */
function placed(problem: Problem, { node, instance }: NodeInstance, { nodes, source }: Draft): Problem {
  const { pathOf } = givenParams(nodes.get(node)!, instance);
  const field = problem.place?.field;
  return { ...problem, place: source.locate(pathOf(field === undefined ? [] : [field])) };
}
