import {
  type AnyStage,
  type ArtifactKind,
  describeArtifact,
  type InputSpec,
  type ParameterRow,
  parameterRows,
} from "@limen/stage";
import { code, markdownTable } from "./markdown.ts";

/** The generated part of a stage's README: what it reads, what it writes, its parameters. */
export function stageReadme(stage: AnyStage): string {
  return [reads(stage), writes(stage), parameters(stage)].join("\n\n");
}

function reads({ inputs }: AnyStage): string {
  const rows = Object.entries(inputs).map(([name, spec]) => [
    code(name),
    linkArtifact(spec.artifact),
    howMany(spec),
    spec.meaning,
  ]);
  if (rows.length === 0) return "## Reads\n\nNothing from other nodes.";
  return `## Reads\n\n${markdownTable(["input", "artifact", "how many", "meaning"], rows)}`;
}

function howMany({ arity, optional }: InputSpec): string {
  if (arity === "many") return optional ? "any number" : "one or more";
  return optional ? "one or none" : "one";
}

function writes({ outputs }: AnyStage): string {
  const rows = Object.entries(outputs).map(([name, spec]) => [
    code(name),
    linkArtifact(spec.artifact),
    spec.meaning,
  ]);
  return `## Writes\n\n${markdownTable(["output", "artifact", "meaning"], rows)}`;
}

function linkArtifact(artifact: ArtifactKind): string {
  const words = describeArtifact(artifact);
  return artifact.kind === "table" ? `[${words}](../../docs/tables.md#${artifact.table.name})` : words;
}

function parameters({ params }: AnyStage): string {
  const rows = parameterRows(params).map((row) => [code(row.name), row.type, fallback(row), row.meaning]);
  if (rows.length === 0) return "## Parameters\n\nNone.";
  return `## Parameters\n\n${markdownTable(["parameter", "type", "default", "meaning"], rows)}`;
}

function fallback({ fallback, required }: ParameterRow): string {
  if (required) return "must be given";
  return fallback === undefined ? "none" : code(fallback);
}
