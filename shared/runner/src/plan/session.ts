import { join } from "node:path";
import { type Access, type ArtifactStore, openStore } from "@limen/artifact";
import { type EngineIdentity, type EngineMode, engineIdentity, engineMode } from "@limen/engine";
import { ExternalDigests } from "../identity/external-digest.ts";
import type { IdentitySources } from "../identity/identify-run.ts";
import type { Workspace } from "../workspace.ts";
import { type Lookups, RunLookup } from "./look-up.ts";

/** What one command knows while it plans and runs. */
export interface Session extends IdentitySources {
  readonly workspace: Workspace;
  readonly store: ArtifactStore;
  readonly mode: EngineMode;
  readonly lookup: Lookups;
}

export function openSession(
  workspace: Workspace,
  mode: EngineMode = engineMode(),
  access: Access = "write",
): Session {
  const store = openStore(workspace.artifacts, access);
  let engine: EngineIdentity | undefined;
  return {
    workspace,
    store,
    mode,
    lookup: new RunLookup(store),
    externals: new ExternalDigests(join(workspace.artifacts, "external-digests.json")),
    engine: () => {
      engine ??= engineIdentity(mode);
      return engine;
    },
  };
}
