import type { Command } from "commander";
import type { Finish } from "./finish.ts";
import { nonNegative, positiveInteger, share } from "./options.ts";

/** Commands for the experiment with people, and for what they answered. */
export function addStudyCommands(program: Command, finish: Finish): void {
  program
    .command("import")
    .description("read other people's trials (jsPsych, JATOS, PsychoPy, tables long or wide, vote counts)")
    .argument("<path>", "file of trials, or a folder of them")
    .requiredOption(
      "--stimuli <file>",
      "stimuli table that the trials are about, e.g. of a view in artifacts/",
    )
    .option(
      "--map <file>",
      "YAML with what cannot be guessed, as under a node's `with` (columns, aliases, …)",
    )
    .option("--preview", "print what was understood, and write nothing")
    .option("--out <folder>", "write trials, participants and rejects into this new folder")
    .option("--json", "print what was understood as JSON")
    .action((path, options) =>
      finish(async () => (await import("../commands/import.ts")).importTrials(path, options)),
    );

  program
    .command("collect")
    .description("serve the experiment on stimuli in a web browser, and keep what people answer")
    .argument("<source>", "stimuli table, or a pipeline that has made one")
    .option("--faces <file>", "faces table, for practice and catch trials (default: the pipeline's)")
    .option(
      "--predictions <file>",
      "what a group model says of the stimuli, for closedLoop (default: the pipeline's)",
    )
    .option(
      "--targets <file>",
      "a second round: who of the first is to see which stimuli, as manipulate-people says",
    )
    .option("--after <where>", "a second round: the first round's database, for who comes again")
    .option("--settings <file>", "YAML with the study's texts and design")
    .option(
      "--database <where>",
      "file, or postgres://USER@HOST/NAME (default: a file named after the source)",
    )
    .option("--host <address>", "address to listen on; 0.0.0.0 for other machines", "localhost")
    .option("--port <number>", "port to listen on", positiveInteger, 8080)
    .option("--behind-proxy", "a reverse proxy in front speaks https and says who asks")
    .option("--export <folder>", "write what was collected into this new folder, and end")
    .action((source, options) =>
      finish(async () => (await import("../commands/collect.ts")).collect(source, options)),
    );

  program
    .command("simulate")
    .description(
      "let simulated participants answer in a running web experiment; all that they give is labelled so",
    )
    .argument("[source]", "stimuli table, or a pipeline that has made one: what is shown", "demo")
    .requiredOption("--against <url>", "address of the study, as limen collect prints it")
    .option("--participants <count>", "how many take part", positiveInteger, 20)
    .option(
      "--first <number>",
      "number of the first: other numbers are other participants",
      positiveInteger,
      1,
    )
    .option("--seed <text>", "another seed: other people", "1")
    .option("--world <name>", "how they differ: W0 to W4, see run-experiment", "W1")
    .option("--careless <share>", "share of careless ones (default: as the world has it)", share)
    .option("--leave <share>", "share of those who leave midway", share, 0)
    .option("--percept <file>", "weights of the net that they see by (default: the pipeline's)")
    .option("--faces <file>", "faces table that the study was given (default: the pipeline's)")
    .option("--concurrency <count>", "participants at once (default: 10; in browsers 2)", positiveInteger)
    .option(
      "--pace <share>",
      "share of their response times that is waited for (default: 0, at once; in browsers 1)",
      nonNegative,
    )
    .option("--browser", "through the participants' page, in headless Chromium, by its keys and buttons")
    .option("--json", "print the counts as JSON")
    .action((source, options) =>
      finish(async () => (await import("../commands/simulate.ts")).simulate(source, options)),
    );

  program
    .command("withdrawn")
    .description(
      "list what still holds participants who withdrew: artifacts, by name or computed from their answers, exports and releases",
    )
    .argument(
      "[folders...]",
      "folders that limen collect --export or limen export dataset wrote, to be looked through too",
    )
    .requiredOption("--database <where>", "the study's: file, or postgres://USER@HOST/NAME")
    .option("--secret <file>", "of releases among the folders, whose pseudonyms were made with it")
    .option("--json", "print as JSON")
    .action((folders, options) =>
      finish(async () => (await import("../commands/withdrawn.ts")).withdrawn(folders, options)),
    );
}
