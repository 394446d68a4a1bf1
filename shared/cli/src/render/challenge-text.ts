import { formatProblem } from "@limen/errors";
import type { ChallengedNode, ChallengedOutput } from "@limen/proof";
import { differenceLines } from "./differences-text.ts";
import { duration, table } from "./format.ts";

/** What came of a challenge: a line an output, the first differences below, a verdict at the end. */
export function challengeText(nodes: readonly ChallengedNode[], tolerance: number): string {
  const rows = nodes.flatMap(({ node, outputs, seconds, failure, skipped }) => {
    if (failure !== undefined) return [[node, "", "failed", ""]];
    if (skipped !== undefined) return [[node, "", "not challenged", ""]];
    return outputs.map(({ output, verdict }) => [node, output, verdict, duration(seconds)]);
  });
  const details = nodes.flatMap(nodeLines);
  return [
    table(["node", "output", "verdict", "computed in"], rows),
    ...details,
    verdictLine(nodes, tolerance),
  ].join("\n");
}

function nodeLines({ node, outputs, failure, skipped, changes }: ChallengedNode): string[] {
  if (failure !== undefined) {
    const why = failure.kind === "user" ? failure.problems.map(formatProblem).join("\n") : failure.message;
    return [`${node} failed: ${why}`];
  }
  if (skipped !== undefined) return [`${node} was not challenged: ${skipped}`];
  const changed = changes.length === 0 ? [] : [`${node} is not computed as it was: ${changes.join("; ")}`];
  return [...changed, ...outputs.flatMap((output) => outputLines(node, output))];
}

function outputLines(node: string, one: ChallengedOutput): string[] {
  const { output, verdict, claimed, recomputed, differences, note } = one;
  if (verdict === "identical") return [];
  const head = `${node}.${output}: claimed sha256 ${claimed.slice(0, 12)}, recomputed ${recomputed?.slice(0, 12) ?? "nothing"}`;
  const saysSame = verdict === "same" ? ["  the bytes differ, what they say does not"] : [];
  return [`${head}${note === undefined ? "" : ` (${note})`}`, ...saysSame, ...differenceLines(differences)];
}

function verdictLine(nodes: readonly ChallengedNode[], tolerance: number): string {
  const outputs = nodes.flatMap((node) => node.outputs);
  const count = (verdict: ChallengedOutput["verdict"]) =>
    outputs.filter((output) => output.verdict === verdict).length;
  const failed = nodes.filter(({ failure }) => failure !== undefined).length;
  const skipped = nodes.filter((node) => node.skipped !== undefined).length;
  return [
    `${count("identical")} of ${outputs.length} outputs are identical`,
    count("same") > 0 ? `${count("same")} say the same in other bytes` : "",
    count("within") > 0 ? `${count("within")} are within ${tolerance}` : "",
    count("different") > 0 ? `${count("different")} are different` : "",
    failed > 0 ? `${failed} nodes failed` : "",
    skipped > 0 ? `${skipped} nodes were not challenged` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
