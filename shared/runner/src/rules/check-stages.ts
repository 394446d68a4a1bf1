import { suggestion } from "@limen/errors";
import { nodePath, type Rule } from "../pipeline/draft.ts";

/** Every node uses a stage that exists. */
export const checkStages: Rule = ({ source, nodes, stageNames }) =>
  [...nodes.values()]
    .filter(({ stage }) => stage === undefined)
    .map(({ name, body }) => ({
      message: `unknown stage ${JSON.stringify(body.uses)}`,
      place: source.locate(nodePath(name, "uses")),
      hint: suggestion(body.uses, stageNames),
    }));
