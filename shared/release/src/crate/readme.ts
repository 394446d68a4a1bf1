import { answerersOf, type Results } from "../results.ts";
import type { CrateOptions } from "./make-crate.ts";

/** The crate's README: what is in it, and how to hold it against the digests. */
export function readmeOf(results: Results, { data }: CrateOptions): string {
  const simulated = answerersOf(results).filter((one) => one.simulated);
  const nodes = results.runs.map(
    ({ id, stage, key }) => `| \`${id}\` | ${stage.name} ${stage.version} | \`${key.slice(0, 12)}\` |`,
  );
  return `# Results of the Limen pipeline ${results.pipeline}

A Workflow Run RO-Crate (process, workflow and provenance profile 0.5): \`ro-crate-metadata.json\` says what each node
made, from which inputs and parameters, by which code.
${simulated.length === 0 ? "" : `\nThe participants of ${simulated.map(({ id }) => `\`${id}\``).join(", ")} are **simulated**: nobody was asked.\n`}
| what | where |
| --- | --- |
| the pipeline | \`${results.file.name}\` |
| what its results are, by SHA-256 | \`${results.pipeline}.lock.json\` |
| what identified each run: code, packages, parameters, inputs, engine | \`runs/\` |
| what the stages do | \`software/\` |
${data ? "| the results | `results/` |\n" : "\nThe results themselves are not here: the metadata names them by their SHA-256.\n"}
| node | stage | run key |
| --- | --- | --- |
${nodes.join("\n")}

In a copy of Limen's repository with these results in its store, \`npx limen verify ${results.pipeline} --lock ${results.pipeline}.lock.json\`
compares every byte, and \`npx limen challenge ${results.pipeline}\` computes them anew.
`;
}
