import type { Problem } from "@limen/errors";
import { type Draft, type DraftNode, nodePath, type Rule } from "../pipeline/draft.ts";
import { parseReference } from "../pipeline/reference.ts";

/** No node waits for itself. Each cycle is reported once, its nodes in order. */
export const checkCycles: Rule = (draft) => {
  const problems: Problem[] = [];
  const state = new Map<string, "open" | "closed">();
  const visit = (name: string, trail: readonly string[]): void => {
    if (state.get(name) === "closed") return;
    if (state.get(name) === "open") {
      problems.push(cycleProblem([...trail.slice(trail.indexOf(name)), name], draft));
      return;
    }
    state.set(name, "open");
    const node = draft.nodes.get(name);
    for (const next of node === undefined ? [] : upstreamNodes(node)) {
      if (draft.nodes.has(next)) visit(next, [...trail, name]);
    }
    state.set(name, "closed");
  };
  for (const name of draft.nodes.keys()) visit(name, []);
  return problems;
};

/** Nodes that feed a node, each once. */
export function upstreamNodes({ body }: DraftNode): string[] {
  const references = Object.values(body.inputs ?? {}).flat();
  const names = references.map((text) => parseReference(text)?.node).filter((name) => name !== undefined);
  return [...new Set(names)];
}

function cycleProblem(trail: readonly string[], { source }: Draft): Problem {
  const [first = ""] = trail;
  // The trail goes from reader to maker; people read it in the direction of the data.
  return {
    message: `the nodes feed each other in a circle: ${[...trail].reverse().join(" → ")}`,
    place: source.locate(nodePath(first), "key"),
    hint: "remove one of these inputs",
  };
}
