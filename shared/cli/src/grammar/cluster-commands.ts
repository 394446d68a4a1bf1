import type { Shard } from "@limen/runner";
import { type Command, InvalidArgumentError } from "commander";
import type { Finish } from "./finish.ts";
import { withSettings } from "./options.ts";

/** Commands for work on more than one machine. */
export function addClusterCommands(program: Command, finish: Finish): void {
  withSettings(exportCommand(program).command("snakemake"))
    .description("write a Snakefile that runs the pipeline's nodes, here or on a cluster, with the same keys")
    .requiredOption("--to <file>", "where to write it; an earlier Snakefile of Limen's is replaced")
    .action((file, options) =>
      finish(async () => (await import("../commands/export-snakemake.ts")).exportSnakemake(file, options)),
    );

  withSettings(program.command("run-node", { hidden: true }))
    .description("bring one node instance up to date on this machine: what jobs of SLURM and Snakemake call")
    .argument("<node>", "node or node[instance]; all that feeds it must be there")
    .option("--shard <i/n>", "compute only this share of its blocks, no outputs", shard)
    .option("--recipe <digest>", "stop unless this is what it would compute; see limen recipes")
    .option("--refresh", "compute it anew even if cached")
    .option("--marker <file>", "when done, write its key and digests there")
    .option("--events <file>", "append events there as JSON lines")
    .option("--failure <file>", "write there what went wrong")
    .action((file, node, options) =>
      finish(async () => (await import("../commands/run-node.ts")).runNode(file, node, options)),
    );

  withSettings(program.command("recipes", { hidden: true }))
    .description(
      "print what each node instance would compute, as digests that are known before anything runs",
    )
    .action((file, options) =>
      finish(async () => (await import("../commands/run-node.ts")).recipes(file, options)),
    );
}

/** The group of commands that write something for others to read. */
function exportCommand(program: Command): Command {
  const there = program.commands.find((command) => command.name() === "export");
  return there ?? program.command("export").description("write a pipeline in a form that others read");
}

/** `2/5`, counted from 1. */
function shard(text: string): Shard {
  const [, number = "0", of = "0"] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (Number(number) < 1 || Number(number) > Number(of))
    throw new InvalidArgumentError("It must be like 2/5: a shard, and how many there are.");
  return { index: Number(number) - 1, of: Number(of) };
}
