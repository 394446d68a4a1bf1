import type { AnyStage } from "@limen/stage";
import { describeTable, type TableSpec } from "@limen/tables";
import * as specs from "@limen/tables/specs";

const HEAD = `# Tables

Every table of Limen, as declared in \`shared/tables/src/specs\`. This file is generated: \`npm run generate\` writes it.

The types are those that pyarrow shows; \`n\` is the number of classes. Images are encoded bytes and the name they came
with, as in Hugging Face datasets. A missing cell is null, never NaN. A distribution is in the order of the file's
metadata \`classes\`.`;

/** All table declarations, by name. */
export function allTables(): TableSpec[] {
  return (Object.values(specs) as TableSpec[]).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** docs/tables.md: the data dictionary, with the stages that write and read each table. */
export function tableDictionary(stages: readonly AnyStage[]): string {
  const sections = allTables().map((spec) =>
    [`## ${spec.name}`, spec.meaning, users(spec, stages), describeTable(spec)].join("\n\n"),
  );
  return `${[HEAD, ...sections].join("\n\n")}\n`;
}

function users(spec: TableSpec, stages: readonly AnyStage[]): string {
  const naming = (side: "inputs" | "outputs") =>
    stages
      .filter((stage) => Object.values(stage[side]).some(({ artifact }) => isTable(artifact, spec)))
      .map((stage) => `[${stage.name}](../stages/${stage.name}/README.md)`);
  const list = (names: readonly string[]) => (names.length === 0 ? "no stage" : names.join(", "));
  return `Written by ${list(naming("outputs"))}. Read by ${list(naming("inputs"))}.`;
}

function isTable(artifact: AnyStage["outputs"][string]["artifact"], spec: TableSpec): boolean {
  return artifact.kind === "table" && artifact.table.name === spec.name;
}
