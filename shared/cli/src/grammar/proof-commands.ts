import type { Command } from "commander";
import type { Finish } from "./finish.ts";
import { nonNegative, positiveInteger, share, withSettings } from "./options.ts";

/** Commands that hold results against what is claimed of them. */
export function addProofCommands(program: Command, finish: Finish): void {
  withSettings(program.command("verify"))
    .description("compare every artifact of a pipeline with its digest and the lock file; name what differs")
    .option(
      "--lock <file>",
      "lock file to compare with (default: NAME.lock.json beside the pipeline, if there)",
    )
    .option("--signature <file>", "signed statement to compare with, as limen sign writes it; needs --key")
    .option("--key <file>", "public key of whoever signed it, had from them and not with the file")
    .option("--sample <share>", "read only this share of the outputs, drawn anew each time, e.g. 10%", share)
    .option("--json", "print as JSON")
    .action((file, options) =>
      finish(async () => (await import("../commands/verify.ts")).verify(file, options)),
    );

  withSettings(program.command("lock"))
    .description("write NAME.lock.json beside the pipeline: what its results are, for others to verify")
    .option("--out <file>", "another place for it")
    .action((file, options) => finish(async () => (await import("../commands/lock.ts")).lock(file, options)));

  withSettings(program.command("sign"))
    .description("write NAME.intoto.json beside the pipeline: a signed statement of what its results are")
    .requiredOption("--key <file>", "private key (ed25519, PEM), as limen keygen writes it")
    .option("--out <file>", "another place for it")
    .action((file, options) => finish(async () => (await import("../commands/sign.ts")).sign(file, options)));

  program
    .command("keygen")
    .description("make a pair of ed25519 keys: FILE to sign results with, FILE.pub for those who verify them")
    .argument("<file>", "where the private key goes")
    .action((file) => finish(async () => (await import("../commands/keygen.ts")).keygen(file)));

  withSettings(program.command("challenge"))
    .description("compute nodes anew in a clean place, and compare each output with what is claimed of it")
    .argument("[nodes...]", "nodes, or node[instance] (default: all)")
    .option(
      "--tolerance <number>",
      "how far numbers may be apart, |a − b| / max(1, |a|, |b|)",
      nonNegative,
      0,
    )
    .option("-j, --jobs <count>", "processes at once (default: number of cores, at most 2)", positiveInteger)
    .option("--keep <folder>", "compute in this new folder, and keep it")
    .option("--json", "print as JSON")
    .action((file, nodes, options) =>
      finish(async () => (await import("../commands/challenge.ts")).challenge(file, nodes, options)),
    );

  program
    .command("diff")
    .description(
      "show what differs between two runs, or between the results of two pipelines; exit status 1 if any",
    )
    .argument("<before>", "run key or its beginning, PIPELINE, or PIPELINE/NODE")
    .argument("<after>", "the same of the other")
    .option("--json", "print as JSON")
    .action((before, after, options) =>
      finish(async () => (await import("../commands/diff.ts")).diff(before, after, options)),
    );

  program
    .command("trace")
    .description("from an artifact's digest, such as a figure's, back to code, parameters and sources")
    .argument(
      "<what>",
      "beginning of a SHA-256 (6 letters at least), or of a run key, or PIPELINE/NODE.OUTPUT",
    )
    .option("--params", "show every parameter, also those that are as their stage has them")
    .option("--json", "print as JSON, with every digest")
    .action((what, options) =>
      finish(async () => (await import("../commands/trace.ts")).trace(what, options)),
    );

  withSettings(program.command("claims"))
    .description("hold a pipeline's last results against what is claimed of them; exit 1 where one fails")
    .option("--file <file>", "claims file (default: PIPELINE.claims.yaml beside the pipeline)")
    .option("--json", "print as JSON")
    .action((file, options) =>
      finish(async () => (await import("../commands/claims.ts")).claims(file, options)),
    );
}
