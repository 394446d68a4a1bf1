import type { Problem } from "@limen/errors";
import type { Rule } from "../pipeline/draft.ts";
import { NODE_NAME } from "../pipeline/reference.ts";

/** Names become folders: no `../`, no NUL, nothing that a shell or a file system reads otherwise. */
export const checkNames: Rule = ({ source, name, nodeNames }) => {
  const hint = "use letters, digits, - and _, a letter first, at most 64";
  const problems: Problem[] = [];
  if (!NODE_NAME.test(name)) {
    problems.push({
      message: `${JSON.stringify(name)} cannot name a pipeline`,
      place: source.locate(["name"]),
      hint,
    });
  }
  for (const node of nodeNames) {
    if (NODE_NAME.test(node)) continue;
    const place = source.locate(["nodes", node], "key");
    problems.push({ message: `${JSON.stringify(node)} cannot name a node`, place, hint });
  }
  return problems;
};
