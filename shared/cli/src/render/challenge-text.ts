import { formatProblem } from "@limen/errors";
import type { ChallengedNode, ChallengedOutput } from "@limen/proof";
import { differenceLines } from "./differences-text.ts";
import { counted, duration, table } from "./format.ts";

/** What came of a challenge: a line an output, the first differences below, a verdict at the end. `pipeline`: as the command line names it. */
export function challengeText(
  nodes: readonly ChallengedNode[],
  told: { readonly pipeline: string; readonly lockPath: string; readonly tolerance: number },
): string {
  const rows = nodes.flatMap(({ node, outputs, seconds, failure, skipped }) => {
    if (failure !== undefined) return [[node, "", "failed", ""]];
    if (skipped !== undefined) return [[node, "", "not challenged", ""]];
    return outputs.map(({ output, verdict }) => [node, output, verdict, duration(seconds)]);
  });
  const details = nodes.flatMap(nodeLines);
  return [
    table(["node", "output", "verdict", "computed in"], rows),
    ...details,
    verdictLine(nodes, told.tolerance),
    ...authorsLines(nodes, told),
  ].join("\n");
}

/** What a reviewer lacks who has no artifacts of the authors', or computed from others. */
function authorsLines(
  nodes: readonly ChallengedNode[],
  { pipeline, lockPath }: { readonly pipeline: string; readonly lockPath: string },
): string[] {
  const lacks = nodes.some(
    ({ outputs, otherInputs }) =>
      otherInputs.length > 0 || outputs.some(({ verdict }) => verdict === "not comparable"),
  );
  if (!lacks) return [];
  return [
    `  → get the authors' results first: npx limen pull ${pipeline} REMOTE --lock ${lockPath}, or npx limen unpack FILE; then give the same command again`,
  ];
}

function nodeLines({ node, outputs, failure, skipped, changes, otherInputs }: ChallengedNode): string[] {
  if (failure !== undefined) {
    const why = failure.kind === "user" ? failure.problems.map(formatProblem).join("\n") : failure.message;
    return [`${node} failed: ${why}`];
  }
  if (skipped !== undefined) return [`${node} was not challenged: ${skipped}`];
  const changed = changes.length === 0 ? [] : [`${node} is not computed as it was: ${changes.join("; ")}`];
  const inputs =
    otherInputs.length === 0
      ? []
      : [
          `${node} was computed from other inputs than the claim names: ${otherInputs.join(", ")}; what differs may come from them`,
        ];
  return [...changed, ...inputs, ...outputs.flatMap((output) => outputLines(node, output))];
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
  const some = (many: number, one: string, more: string, what: string) =>
    many > 0 ? [`${many} ${many === 1 ? one : more} ${what}`] : [];
  return [
    `${count("identical")} of ${counted(outputs.length, "output")} ${count("identical") === 1 || outputs.length === 1 ? "is" : "are"} identical`,
    ...some(count("same"), "says", "say", "the same in other bytes"),
    ...some(count("within"), "is", "are", `within ${tolerance}`),
    ...some(count("different"), "is", "are", "different"),
    ...some(count("not comparable"), "is", "are", "not comparable"),
    ...some(failed, "node", "nodes", "failed"),
    ...some(skipped, "node was", "nodes were", "not challenged"),
  ].join(", ");
}
