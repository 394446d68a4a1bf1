import type { NodeDiff } from "@limen/proof";
import { differenceLines } from "./differences-text.ts";
import { colour } from "./format.ts";

/** Node by node: what made it another run, and what came out otherwise. */
export function diffText(diffs: readonly NodeDiff[]): string {
  return diffs.flatMap(nodeLines).join("\n");
}

function nodeLines({ node, only, changes, outputs }: NodeDiff): string[] {
  const head = colour("bold", node);
  if (only !== null) return [`${head}: only ${only === "before" ? "the first" : "the second"} has it`];
  const same = outputs.length === 0 ? ["  every output has the same bytes"] : [];
  return [
    head,
    ...changes.map(({ text }) => `  ${text}`),
    ...same,
    ...outputs.flatMap(({ output, before, after, differences }) => [
      `  ${output}: sha256 ${short(before?.digest)} → ${short(after?.digest)}`,
      ...differenceLines(differences ?? []).map((line) => `  ${line}`),
    ]),
  ];
}

function short(digest: string | undefined): string {
  return digest?.slice(0, 12) ?? "not there";
}
