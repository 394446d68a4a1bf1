import type { Command } from "commander";
import type { Finish } from "./finish.ts";
import { collect, PIPELINE } from "./options.ts";

/** Commands for the store, the machine and the repository. */
export function addUpkeepCommands(program: Command, finish: Finish): void {
  program
    .command("gc")
    .description(
      "delete artifacts that neither a pipeline's current results nor a lock file need; show disk use",
    )
    .option("--dry-run", "only list them")
    .option("--json", "print as JSON")
    .action((options) => finish(async () => (await import("../commands/gc.ts")).gc(options)));

  program
    .command("repair")
    .description(
      "read every byte of the store, set aside what is damaged, and say what is to be computed anew",
    )
    .argument("[pipeline]", PIPELINE)
    .option("--set <node.param=value>", "give a parameter another value (repeatable)", collect, [])
    .option("--run", "compute it")
    .action((file, options) =>
      finish(async () => (await import("../commands/repair.ts")).repair(file, options)),
    );

  program
    .command("doctor")
    .description("check the machine; name what is missing and the command that mends it")
    .option(
      "--ops",
      "also compute with every op, and name those that give other bytes than on the authors' CPUs (seconds)",
    )
    .option("--json", "print as JSON")
    .action((options) => finish(async () => (await import("../commands/doctor.ts")).doctor(options)));

  program
    .command("schema")
    .description("write pipelines/schema.json, for completion in editors")
    .option("--stdout", "print it instead")
    .action((options) => finish(async () => (await import("../commands/schema.ts")).schema(options)));
}
