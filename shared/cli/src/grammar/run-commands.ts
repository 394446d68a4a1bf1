import { type Command, Option } from "commander";
import type { Finish } from "./finish.ts";
import { collect, positiveInteger, positiveNumber, rowCount, withSettings } from "./options.ts";

/** Commands that compute, and that show what would be and was computed. */
export function addRunCommands(program: Command, finish: Finish): void {
  withSettings(program.command("run"))
    .description("bring a pipeline up to date; after Ctrl-C, a crash or kill -9 the same command goes on")
    .option("--only <node>", "run just this node, from cached inputs")
    .option("--from <node>", "run this node and everything after it anew")
    .option("--refresh <node>", "compute this node anew even if cached (repeatable)", collect, [])
    .option(
      "-j, --jobs <count>",
      "processes at once (default: number of cores, at most 2; on SLURM no bound)",
      positiveInteger,
    )
    .addOption(
      new Option("--executor <where>", "who runs the nodes").choices(["local", "slurm"]).default("local"),
    )
    .option("--sbatch <flag>", "slurm: a flag for all jobs, such as --account=lab (repeatable)", collect, [])
    .option("--poll <seconds>", "slurm: how often to ask for the jobs' states (default: 5)", positiveNumber)
    .option("--dry-run", "only show the plan")
    .option("--remote <remote>", "fetch what is there already instead of computing it (see limen pull)")
    .option("--push", "copy the results there afterwards")
    .option("--json", "print events as JSON lines")
    .action((file, options) => finish(async () => (await import("../commands/run.ts")).run(file, options)));

  withSettings(program.command("plan"))
    .description("show what would run")
    .option("--why", "show every part of the key that differs, old → new")
    .option("--json", "print the plan as JSON")
    .action((file, options) => finish(async () => (await import("../commands/plan.ts")).plan(file, options)));

  withSettings(program.command("status"))
    .description("show what is there: state, age, size and seconds of each node")
    .option("--json", "print as JSON")
    .action((file, options) =>
      finish(async () => (await import("../commands/status.ts")).status(file, options)),
    );

  program
    .command("stage")
    .description("show a stage's parameters, inputs and outputs")
    .argument("[name]", "stage")
    .option("--list", "list all stages")
    .option("--json", "print as JSON")
    .action((name, options) =>
      finish(async () => (await import("../commands/stage.ts")).stage(name, options)),
    );

  withSettings(program.command("show"))
    .description("show a node's last result: what identified it, its outputs, measures and first rows")
    .argument("<node>", "node, node[instance] or node.output")
    .option("--rows <count>", "this many rows of each table, or all, no cell cut short", rowCount)
    .option("--csv", "print a table (NODE.OUTPUT) as CSV, every row and digit")
    .option("--json", "print the run record as JSON")
    .action((file, node, options) =>
      finish(async () => (await import("../commands/show.ts")).show(file, node, options)),
    );
}
