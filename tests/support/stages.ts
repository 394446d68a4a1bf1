import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyStage } from "@limen/stage";
import { root } from "./root.ts";

/** Names of the folders in stages/, sorted. */
export function stageNames(): string[] {
  return readdirSync(join(root, "stages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The folder of a stage. */
export function stageFolder(name: string): string {
  return join(root, "stages", name);
}

/** The declaration of one stage: by its place, so that a new folder is a new stage without any list to keep. */
export async function importStage(name: string): Promise<AnyStage> {
  const url = pathToFileURL(join(stageFolder(name), "src/index.ts")).href;
  const module = (await import(url)) as { readonly default: AnyStage };
  return module.default;
}

export function importStages(): Promise<AnyStage[]> {
  return Promise.all(stageNames().map(importStage));
}
