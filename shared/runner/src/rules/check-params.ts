import type { Problem } from "@limen/errors";
import { describeIssues } from "../pipeline/describe-issue.ts";
import { type Draft, type DraftNode, instancesToCheck, type Rule } from "../pipeline/draft.ts";
import { givenParams } from "../pipeline/instance-params.ts";

/** Every instance's parameters pass its stage's schema. */
export const checkParams: Rule = (draft) =>
  [...draft.nodes.values()].flatMap((node) =>
    instancesToCheck(node.body).flatMap((instance) => checkInstance(node, instance, draft)),
  );

function checkInstance(node: DraftNode, instance: string | null, { source }: Draft): Problem[] {
  if (node.stage === undefined) return [];
  const { values, pathOf } = givenParams(node, instance);
  const schema = node.stage.declaration.params;
  const result = schema.safeParse(values);
  if (result.success) return [];
  // A foreach over an unknown parameter, or over no values, is reported by its own rule.
  const [varied] = Object.keys(node.body.foreach ?? {});
  const issues = result.error.issues.filter(
    ({ path }) => varied === undefined || instance !== null || path[0] !== varied,
  );
  const problems = describeIssues(issues, {
    schema,
    value: values,
    word: "parameter",
    source,
    pathOf,
  });
  return problems.filter(({ message }) => message !== `unknown parameter "${varied}"`);
}
