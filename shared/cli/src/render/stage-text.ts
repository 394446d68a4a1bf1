import { type AnyStage, type ArtifactKind, describeArtifact, parameterRows } from "@limen/stage";
import { colour, table } from "./format.ts";

/** A stage's declaration as help. */
export function stageText(stage: AnyStage): string {
  const params = parameterRows(stage.params).map(({ name, type, fallback, required, meaning }) => [
    name,
    type,
    required ? "required" : (fallback ?? "none"),
    meaning,
  ]);
  return [
    `${colour("bold", stage.name)}: ${stage.summary}`,
    "",
    params.length > 0 ? table(["parameter", "type", "default", "meaning"], params) : "It has no parameters.",
    "",
    heading("reads"),
    ...Object.entries(stage.inputs).map(([name, { artifact, meaning, arity, optional }]) => {
      const notes = [arity === "many" ? "many" : "", optional ? "optional" : ""].filter(Boolean).join(", ");
      return artifactText(name, artifact, notes === "" ? meaning : `${meaning} (${notes})`);
    }),
    ...(Object.keys(stage.inputs).length === 0 ? ["  nothing"] : []),
    "",
    heading("writes"),
    ...Object.entries(stage.outputs).map(([name, { artifact, meaning }]) =>
      artifactText(name, artifact, meaning),
    ),
  ].join("\n");
}

/** The same for programs. */
export function stageValue(stage: AnyStage): unknown {
  const { name, summary, engine, shardable = false, inputs, outputs } = stage;
  return { name, summary, engine, shardable, params: parameterRows(stage.params), inputs, outputs };
}

function heading(text: string): string {
  return colour("bold", text);
}

function artifactText(name: string, artifact: ArtifactKind, meaning: string): string {
  const head = `  ${name}: ${describeArtifact(artifact)}, ${meaning}`;
  if (artifact.kind !== "table") return head;
  const columns = Object.entries(artifact.table.columns).map(
    ([column, { kind, nullable, meaning: what }]) =>
      `    ${column} (${kind}${nullable ? " or nothing" : ""}): ${what}`,
  );
  return [head, ...columns].join("\n");
}
