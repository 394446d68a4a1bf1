import { join, relative } from "node:path";
import { writeDurably } from "@limen/artifact";
import { findWorkspace, loadStage, pipelineJsonSchema, stageNames } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print } from "../output.ts";

/** `limen schema`: writes the JSON Schema that editors complete pipelines with. */
export async function schema({ stdout }: { stdout?: boolean }): Promise<number> {
  const { root, stages } = findWorkspace();
  const found = await Promise.all(stageNames(stages).map((name) => loadStage(stages, name)));
  const value = pipelineJsonSchema(found.map(({ declaration }) => declaration));
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (stdout) {
    process.stdout.write(text);
    return EXIT.good;
  }
  const path = join(root, "pipelines", "schema.json");
  writeDurably(path, text);
  print(`wrote ${relative(process.cwd(), path)}`);
  return EXIT.good;
}
