import { type AnyStage, externalParams } from "@limen/stage";
import { z } from "zod";
import { nodeSchema, pipelineSchema } from "./pipeline/pipeline-file.ts";

/** JSON Schema of pipeline files, for completion in editors: one node form a stage, with its parameters. */
export function pipelineJsonSchema(stages: readonly AnyStage[]): unknown {
  const head = z.toJSONSchema(pipelineSchema, { io: "input" });
  return {
    ...head,
    title: "Limen pipeline",
    properties: {
      ...head.properties,
      nodes: { type: "object", additionalProperties: { oneOf: stages.map(nodeForm) } },
    },
  };
}

function nodeForm(stage: AnyStage): unknown {
  const { $schema: _, ...node } = z.toJSONSchema(nodeSchema, { io: "input" });
  const { $schema: __, ...params } = z.toJSONSchema(stage.params, { io: "input" });
  // Parameters may also come from foreach and override, so none is required here; the command checks that.
  const { required: ___, ...optional } = params;
  const names = Object.keys(stage.params.shape);
  const reference = { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] };
  return {
    ...node,
    title: stage.name,
    description: stage.summary,
    properties: {
      ...node.properties,
      uses: { const: stage.name, description: stage.summary },
      with: optional,
      foreach: {
        type: "object",
        propertyNames: { enum: names.filter((name) => !externalParams(stage.params).includes(name)) },
      },
      inputs: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(stage.inputs).map(([name, { meaning }]) => [
            name,
            { ...reference, description: meaning },
          ]),
        ),
      },
    },
  };
}
