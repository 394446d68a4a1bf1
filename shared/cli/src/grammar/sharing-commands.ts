import type { Command } from "commander";
import type { Finish } from "./finish.ts";
import { collect, withSettings, withTerms } from "./options.ts";

const REMOTE = "folder, ssh://USER@HOST[:PORT]/FOLDER, HOST:FOLDER, or s3://BUCKET[/PREFIX]";

/** Commands that carry results elsewhere and back. */
export function addSharingCommands(program: Command, finish: Finish): void {
  withSettings(program.command("push"))
    .description("copy a pipeline's results to a folder, a host that SSH reaches, or an S3 bucket")
    .argument("<remote>", REMOTE)
    .option(
      "--node <node>",
      "only what this node needs: what it made and what it read (repeatable)",
      collect,
      [],
    )
    .option("--check", "read what is there already, and replace what is wrong")
    .option("--force", "replace what is there, also another result of the same run")
    .option("--json", "print as JSON")
    .action((file, remote, options) =>
      finish(async () => (await import("../commands/push.ts")).push(file, remote, options)),
    );

  withSettings(program.command("pull"))
    .description("fetch a pipeline's results from where somebody pushed them; every byte is checked")
    .argument("<remote>", REMOTE)
    .option(
      "--node <node>",
      "only what this node needs: what it made and what it read (repeatable)",
      collect,
      [],
    )
    .option("--lock <file>", "the results that this lock file names, whatever code and data are here")
    .option("--json", "print as JSON")
    .action((file, remote, options) =>
      finish(async () => (await import("../commands/pull.ts")).pull(file, remote, options)),
    );

  withSettings(program.command("pack"))
    .description(
      "put a pipeline's results, its file and its lock file into one file, for a reviewer or an archive",
    )
    .argument("<out>", "file to write, such as tiny.limen.tar")
    .option("--blind", "without hosts, times and logs: equal results give equal bytes on any machine")
    .action((file, out, options) =>
      finish(async () => (await import("../commands/pack.ts")).pack(file, out, options)),
    );

  program
    .command("unpack")
    .description("check a file that limen pack wrote, and unpack it into a new folder")
    .argument("<file>", "the file")
    .option("--to <folder>", "new folder for it (default: the file's name without .limen.tar)")
    .action((file, options) =>
      finish(async () => (await import("../commands/unpack.ts")).unpack(file, options)),
    );

  const exported = program.command("export").description("results for programs that know nothing of Limen");
  withTerms(withSettings(exported.command("rocrate")))
    .description("what the results are and how they came about, as a Workflow Run RO-Crate")
    .option("--to <place>", "new folder, or archive if it ends in .zip (default: PIPELINE-crate)")
    .option("--no-data", "tell artifacts by their SHA-256, and leave them out")
    .option(
      "--no-times",
      "do not tell when nodes ran: equal results make equal crates anywhere; needs --date",
    )
    .action((file, options) =>
      finish(async () => (await import("../commands/export-rocrate.ts")).exportRocrate(file, options)),
    );

  withTerms(withSettings(exported.command("dataset")))
    .description(
      "stimuli, trials, choice distributions and splits under pseudonyms, with data card and checksums",
    )
    .requiredOption("--to <folder>", "new folder")
    .option("--experiment <node>", "which run-experiment, where there are several")
    .option(
      "--secret <file>",
      "what people's pseudonyms are made with; made if it is not there, and to be kept",
    )
    .option("--database <where>", "the web experiment's, to see who withdrew; none: there is none any more")
    .option("--real-faces", "publish stimuli that are real faces, or start from one: you may")
    .action((file, options) =>
      finish(async () => (await import("../commands/export-dataset.ts")).exportDataset(file, options)),
    );
}
