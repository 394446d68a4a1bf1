import { existsSync } from "node:fs";
import type { Problem } from "@limen/errors";
import { externalParams } from "@limen/stage";
import { type Draft, type DraftNode, instancesToCheck, type Rule } from "../pipeline/draft.ts";
import { resolveExternal } from "../pipeline/external.ts";
import { givenParams } from "../pipeline/instance-params.ts";

/** Every file or folder of the user's that a parameter names is there. */
export const checkExternals: Rule = (draft) =>
  [...draft.nodes.values()].flatMap((node) =>
    instancesToCheck(node.body).flatMap((instance) => checkInstance(node, instance, draft)),
  );

function checkInstance(node: DraftNode, instance: string | null, draft: Draft): Problem[] {
  if (node.stage === undefined) return [];
  const given = givenParams(node, instance);
  return externalParams(node.stage.declaration.params).flatMap((param): Problem[] => {
    const text = given.values[param];
    if (typeof text !== "string" || text === "") return [];
    const path = resolveExternal(text, given.pathOf([param]), draft);
    if (existsSync(path)) return [];
    return [
      {
        message: `${param}: there is no file or folder ${path}`,
        place: draft.source.locate(given.pathOf([param])),
        hint: "paths in a pipeline file are relative to its folder, paths in --set to the working directory",
      },
    ];
  });
}
