import { z } from "zod";
import { resourcesSchema } from "./resources.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const reference = z.string().describe("node.output, or node[instance].output");

/** The body of one node in a pipeline file. */
export const nodeSchema = z.strictObject({
  uses: z.string().describe("the stage that the node runs"),
  with: z.record(z.string(), z.unknown()).optional().describe("the stage's parameters"),
  inputs: z
    .record(z.string(), z.union([reference, z.array(reference).min(1)]))
    .optional()
    .describe("input name: the output that feeds it; a list for inputs that take many"),
  foreach: z
    .record(z.string(), z.array(scalar))
    .optional()
    .describe("one parameter and its values: the node becomes one instance a value"),
  override: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .optional()
    .describe("parameters of single instances of a foreach node, by value"),
  shards: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe("processes that share the node's blocks; never changes its result"),
  resources: resourcesSchema
    .optional()
    .describe("what each of its processes needs on a cluster; never changes its result"),
});

/** The head of a pipeline file; its nodes are checked one by one. */
export const pipelineSchema = z.strictObject({
  limen: z.literal(1).describe("version of the pipeline format"),
  name: z.string().describe("names the pipeline's folder under artifacts/views"),
  seed: z.union([z.int(), z.string()]).default(1).describe("root of all randomness"),
  nodes: z.record(z.string(), z.unknown()).describe("node name: what it runs and what feeds it"),
});

export type NodeFile = z.output<typeof nodeSchema>;
