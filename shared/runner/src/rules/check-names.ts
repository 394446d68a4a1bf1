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
  const folders = new Map<string, string>();
  for (const node of nodeNames) {
    const other = folders.get(node.toLowerCase());
    folders.set(node.toLowerCase(), node);
    if (other !== undefined) {
      const message = `"${node}" and "${other}" are one folder where upper and lower case are one`;
      problems.push({
        message,
        place: source.locate(["nodes", node], "key"),
        hint: "name one of them otherwise",
      });
    }
    if (NODE_NAME.test(node)) continue;
    const place = source.locate(["nodes", node], "key");
    problems.push({ message: `${JSON.stringify(node)} cannot name a node`, place, hint });
  }
  return problems;
};
