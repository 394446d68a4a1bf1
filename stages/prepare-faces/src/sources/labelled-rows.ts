import { suggestion } from "@limen/errors";
import { oneClass, type Split, sharesOf } from "../candidate.ts";
import type { Params } from "../params.ts";
import { splitNamed } from "../split-by-hash.ts";

/** What a row of a user's own table says, or why it cannot be used, or that its class is not wanted. */
export type LabelledRow =
  | {
      readonly kind: "face";
      readonly label: Float32Array;
      readonly votes: number;
      readonly cast: readonly number[] | null;
      readonly split: Split | undefined;
      readonly identity: string | null;
    }
  | { readonly kind: "reject"; readonly reason: string }
  | { readonly kind: "dropped"; readonly reason: string };

/** Columns that a table of the user's must have, the picture's first. */
export function wantedColumns(params: Params): string[] {
  const labels = params.voteColumns.length > 0 ? params.voteColumns : [params.labelColumn];
  return [params.imageColumn, ...labels, params.splitColumn, params.identityColumn].filter(
    (name) => name !== "",
  );
}

/** Reads label or votes, split and identity of one row by the columns that the parameters name. */
export function readLabelledRow(
  cell: (column: string) => string,
  params: Params,
  classes: readonly string[],
): LabelledRow {
  const splitText = params.splitColumn === "" ? "" : cell(params.splitColumn);
  const split = splitNamed(splitText);
  if (params.splitColumn !== "" && split === undefined) {
    return { kind: "reject", reason: `unknown split "${splitText}": train, valid or test is needed` };
  }
  const identity = params.identityColumn === "" ? null : cell(params.identityColumn) || null;
  if (params.voteColumns.length > 0) return readVotes(cell, classes, split, identity);
  const label = cell(params.labelColumn);
  if (label === "") return { kind: "reject", reason: `no label in column ${params.labelColumn}` };
  const index = classes.indexOf(label);
  if (index < 0) {
    const near = suggestion(label, classes);
    return near.startsWith("did you mean")
      ? { kind: "reject", reason: `unknown label "${label}"; ${near}` }
      : { kind: "dropped", reason: `the class is ${label}` };
  }
  return { kind: "face", label: oneClass(index, classes.length), votes: 0, cast: null, split, identity };
}

function readVotes(
  cell: (column: string) => string,
  classes: readonly string[],
  split: Split | undefined,
  identity: string | null,
): LabelledRow {
  const counts = classes.map((name) => (cell(name) === "" ? 0 : Number(cell(name))));
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    return { kind: "reject", reason: "votes must be whole numbers from 0" };
  }
  const votes = counts.reduce((sum, count) => sum + count, 0);
  if (votes === 0) return { kind: "reject", reason: "no votes in any of the vote columns" };
  return { kind: "face", label: sharesOf(counts), votes, cast: counts, split, identity };
}
