import type { TableSpec } from "@limen/tables/spec";

/** What an input or output is. Each is exactly one file, so that one digest names it. */
export type ArtifactKind =
  | { readonly kind: "table"; readonly table: TableSpec }
  /** safetensors with the net's config in its header; `family` says what can be rebuilt from it */
  | { readonly kind: "weights"; readonly family: "classifier" | "denoiser" }
  | { readonly kind: "document"; readonly extension: "html" | "json" | "md" | "svg" | "png" };

export interface InputSpec<A extends "one" | "many" = "one" | "many"> {
  readonly artifact: ArtifactKind;
  readonly meaning: string;
  /** one: exactly one artifact; many: a list, e.g. of all instances of a foreach node */
  readonly arity: A;
  readonly optional: boolean;
}

export interface OutputSpec {
  readonly artifact: ArtifactKind;
  readonly meaning: string;
}

type InputOptions = { readonly many?: boolean; readonly optional?: boolean };

/** An input of one artifact or, with `many`, of a list. */
export function input<const O extends InputOptions = Record<never, never>>(
  artifact: ArtifactKind,
  meaning: string,
  options?: O,
): InputSpec<O extends { readonly many: true } ? "many" : "one"> {
  const arity = (options?.many ? "many" : "one") as O extends { readonly many: true } ? "many" : "one";
  return { artifact, meaning, arity, optional: options?.optional ?? false };
}

export function output(artifact: ArtifactKind, meaning: string): OutputSpec {
  return { artifact, meaning };
}

export const table = (spec: TableSpec): ArtifactKind => ({ kind: "table", table: spec });
export const weights = (family: "classifier" | "denoiser"): ArtifactKind => ({ kind: "weights", family });
export const document = (extension: "html" | "json" | "md" | "svg" | "png"): ArtifactKind => ({
  kind: "document",
  extension,
});

/** File name extension of an artifact of that kind. */
export function extensionOf(artifact: ArtifactKind): string {
  switch (artifact.kind) {
    case "table":
      return "parquet";
    case "weights":
      return "safetensors";
    case "document":
      return artifact.extension;
  }
}

/** True when an output of kind `from` may feed an input of kind `to`. */
export function sameArtifact(from: ArtifactKind, to: ArtifactKind): boolean {
  if (from.kind === "table") return to.kind === "table" && from.table.name === to.table.name;
  if (from.kind === "weights") return to.kind === "weights" && from.family === to.family;
  return to.kind === "document" && from.extension === to.extension;
}

/** How messages name an artifact: `faces table`, `classifier weights`, `html document`. */
export function describeArtifact(artifact: ArtifactKind): string {
  switch (artifact.kind) {
    case "table":
      return `${artifact.table.name} table`;
    case "weights":
      return `${artifact.family} weights`;
    case "document":
      return `${artifact.extension} document`;
  }
}
