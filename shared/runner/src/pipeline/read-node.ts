import { nearest, type Problem } from "@limen/errors";
import { describeIssues } from "./describe-issue.ts";
import { nodePath } from "./draft.ts";
import { type NodeFile, nodeSchema } from "./pipeline-file.ts";
import type { SettledSource } from "./settings.ts";

const word = "key";

/**
 * The body of a node, and in `problems` what is wrong with its shape. A misspelt key is one problem and is then read as
 * the key it resembles, so that it hides nothing else. Undefined when the rest is no node either.
 */
export function readNode(
  name: string,
  value: unknown,
  source: SettledSource,
  problems: Problem[],
): NodeFile | undefined {
  const exact = nodeSchema.safeParse(value);
  if (exact.success) return exact.data;
  const unknown = exact.error.issues.filter(({ code }) => code === "unrecognized_keys");
  problems.push(
    ...describeIssues(unknown, {
      schema: nodeSchema,
      value,
      word,
      source,
      pathOf: (path) => nodePath(name, ...path),
    }),
  );
  const { body, written } = respell(value);
  const meant = nodeSchema.strip().safeParse(body);
  if (meant.success) return meant.data;
  problems.push(
    ...describeIssues(meant.error.issues, {
      schema: nodeSchema,
      value: body,
      word,
      source,
      pathOf: ([key, ...rest]) =>
        key === undefined ? nodePath(name) : nodePath(name, written.get(String(key)) ?? key, ...rest),
    }),
  );
  return undefined;
}

/** A node with each misspelt key under the missing one that it resembles, and how such keys were written. */
function respell(value: unknown): { body: unknown; written: ReadonlyMap<string, string> } {
  const written = new Map<string, string>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { body: value, written };
  const allowed = Object.keys(nodeSchema.shape);
  const body = new Map(Object.entries(value));
  for (const key of Object.keys(value)) {
    const meant = allowed.includes(key) ? undefined : nearest(key, allowed);
    if (meant === undefined || body.has(meant)) continue;
    body.set(meant, body.get(key));
    written.set(meant, key);
  }
  return { body: Object.fromEntries(body), written };
}
