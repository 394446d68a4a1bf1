import type { Problem } from "@limen/errors";
import { type Draft, type DraftNode, nodePath, type Rule } from "../pipeline/draft.ts";

/** Only a stage that cuts its work into blocks can be spread over processes. */
export const checkShards: Rule = (draft) =>
  [...draft.nodes.values()].flatMap((node) => checkNode(node, draft));

function checkNode({ name, body, stage }: DraftNode, { source, shardable }: Draft): Problem[] {
  if (stage === undefined || stage.declaration.shardable === true || (body.shards ?? 1) === 1) return [];
  return [
    {
      message: `stage ${body.uses} cannot be sharded`,
      place: source.locate(nodePath(name, "shards"), "key"),
      hint: `leave shards out; stages that can be sharded: ${shardable.join(", ") || "none"}`,
    },
  ];
}
