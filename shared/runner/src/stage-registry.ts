import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { invariant } from "@limen/errors";
import type { AnyStage } from "@limen/stage";
import { bundled } from "./bundled.ts";

/** A stage found in the stages folder. */
export interface FoundStage {
  readonly declaration: AnyStage;
  /** Its package's folder. */
  readonly directory: string;
  /** The module whose default export is the declaration. */
  readonly module: string;
}

/** Names of the stages that exist: the sub-folders of the stages folder that hold src/index.ts. Imports nothing. */
export function stageNames(stagesFolder: string): string[] {
  if (!existsSync(stagesFolder)) return [];
  return readdirSync(stagesFolder)
    .filter((name) => existsSync(declarationModule(stagesFolder, name)))
    .sort();
}

/** Imports one stage's declaration, which is light: no mathematics, no TensorFlow. */
export async function loadStage(stagesFolder: string, name: string): Promise<FoundStage> {
  const module = declarationModule(stagesFolder, name);
  const declaration = await importDeclaration(module);
  invariant(
    declaration.name === name,
    `${module} declares stage "${declaration.name}", its folder says "${name}"`,
  );
  return { declaration, directory: join(stagesFolder, name), module };
}

/** The default export of a stage's module, from the bundle where there is one. */
export async function importDeclaration(module: string): Promise<AnyStage> {
  const load = bundled.stages.get(module) ?? (() => import(pathToFileURL(module).href));
  const { default: declaration } = (await load()) as { default?: AnyStage };
  invariant(declaration !== undefined, `${module} has no default export; it must export its defineStage(…)`);
  return declaration;
}

function declarationModule(stagesFolder: string, name: string): string {
  return join(stagesFolder, name, "src", "index.ts");
}
