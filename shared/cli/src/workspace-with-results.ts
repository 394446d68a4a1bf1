import { statSync } from "node:fs";
import { UserError } from "@limen/errors";
import { findWorkspace, type Workspace } from "@limen/runner";

/** For commands that make no results: throws a UserError, and makes nothing, where the folder of artifacts is not there. */
export function workspaceWithResults(): Workspace {
  const workspace = findWorkspace();
  const file = workspace.artifacts;
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return workspace;
  throw new UserError({
    message: "there are no results: no such folder",
    place: { file },
    hint: process.env.LIMEN_ARTIFACTS
      ? "LIMEN_ARTIFACTS names it: name the folder that has them; npx limen run PIPELINE makes it, and results"
      : "npx limen run PIPELINE makes results",
  });
}
