import { UserError } from "@limen/errors";
import type { z } from "zod";
import { describeIssues } from "./describe-issue.ts";
import { parsePipelineSource, readText } from "./pipeline-source.ts";

/**
 * Parameters in a YAML file of their own, as they would stand under a node's `with`. Throws a UserError with every problem and
 * its place.
 */
export function readParameters<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  const text = readText(file, "the parameters", "name a YAML file with parameters of the stage");
  const source = parsePipelineSource(text, file);
  const result = schema.safeParse(source.value);
  if (result.success) return result.data;
  const pathOf = (path: readonly (string | number)[]) => path;
  const context = { schema, value: source.value, word: "parameter", source, pathOf } as const;
  throw new UserError(describeIssues(result.error.issues, context));
}
