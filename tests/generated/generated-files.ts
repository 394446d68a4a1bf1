import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pipelineJsonSchema } from "@limen/runner";
import { root } from "../support/root.ts";
import { importStages } from "../support/stages.ts";
import { fillMarkers } from "./fill-markers.ts";
import { stageReadme } from "./stage-readme.ts";
import { tableDictionary } from "./table-dictionary.ts";

export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/** Every file of the repository that derives from declarations, as it should be. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const stages = await importStages();
  const readmes = stages.map((stage) => {
    const path = `stages/${stage.name}/README.md`;
    const text = readFileSync(join(root, path), "utf8");
    return { path, content: fillMarkers(text, stageReadme(stage), path) };
  });
  return [
    ...readmes,
    { path: "docs/tables.md", content: tableDictionary(stages) },
    { path: "pipelines/schema.json", content: `${JSON.stringify(pipelineJsonSchema(stages), null, 2)}\n` },
  ];
}
