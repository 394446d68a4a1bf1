import { Command, InvalidArgumentError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addClusterCommands } from "./cluster-commands.ts";

/** A command's work, loaded only when the command is called. */
type Work = () => Promise<number>;

const PIPELINE = "pipeline file, or the name of one in pipelines/";
const REMOTE = "folder, ssh://USER@HOST[:PORT]/FOLDER, HOST:FOLDER, or s3://BUCKET[/PREFIX]";

/** The command line's grammar. `done` gets the exit status of the command that ran. */
export function buildProgram(done: (status: number) => void): Command {
  const program = new Command("limen")
    .description("Faces on the decision boundaries of neural networks: a reproducible pipeline.")
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError("(limen help shows all commands)")
    .enablePositionalOptions();
  const finish = async (work: Work): Promise<void> => done(await work());

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
    .action((file, options) => finish(async () => (await import("./commands/run.ts")).run(file, options)));

  withSettings(program.command("plan"))
    .description("show what would run")
    .option("--why", "show every part of the key that differs, old → new")
    .option("--json", "print the plan as JSON")
    .action((file, options) => finish(async () => (await import("./commands/plan.ts")).plan(file, options)));

  withSettings(program.command("status"))
    .description("show what is there: state, age, size and seconds of each node")
    .option("--json", "print as JSON")
    .action((file, options) =>
      finish(async () => (await import("./commands/status.ts")).status(file, options)),
    );

  program
    .command("stage")
    .description("show a stage's parameters, inputs and outputs")
    .argument("[name]", "stage")
    .option("--list", "list all stages")
    .option("--json", "print as JSON")
    .action((name, options) =>
      finish(async () => (await import("./commands/stage.ts")).stage(name, options)),
    );

  withSettings(program.command("show"))
    .description("show a node's last result: what identified it, its outputs, measures and first rows")
    .argument("<node>", "node, node[instance] or node.output")
    .option("--rows <count>", "this many rows of each table, or all, no cell cut short", rowCount)
    .option("--csv", "print a table (NODE.OUTPUT) as CSV, every row and digit")
    .option("--json", "print the run record as JSON")
    .action((file, node, options) =>
      finish(async () => (await import("./commands/show.ts")).show(file, node, options)),
    );

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
      finish(async () => (await import("./commands/verify.ts")).verify(file, options)),
    );

  withSettings(program.command("lock"))
    .description("write NAME.lock.json beside the pipeline: what its results are, for others to verify")
    .option("--out <file>", "another place for it")
    .action((file, options) => finish(async () => (await import("./commands/lock.ts")).lock(file, options)));

  withSettings(program.command("sign"))
    .description("write NAME.intoto.json beside the pipeline: a signed statement of what its results are")
    .requiredOption("--key <file>", "private key (ed25519, PEM), as limen keygen writes it")
    .option("--out <file>", "another place for it")
    .action((file, options) => finish(async () => (await import("./commands/sign.ts")).sign(file, options)));

  program
    .command("keygen")
    .description("make a pair of ed25519 keys: FILE to sign results with, FILE.pub for those who verify them")
    .argument("<file>", "where the private key goes")
    .action((file) => finish(async () => (await import("./commands/keygen.ts")).keygen(file)));

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
      finish(async () => (await import("./commands/challenge.ts")).challenge(file, nodes, options)),
    );

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
      finish(async () => (await import("./commands/push.ts")).push(file, remote, options)),
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
      finish(async () => (await import("./commands/pull.ts")).pull(file, remote, options)),
    );

  withSettings(program.command("pack"))
    .description(
      "put a pipeline's results, its file and its lock file into one file, for a reviewer or an archive",
    )
    .argument("<out>", "file to write, such as tiny.limen.tar")
    .option("--blind", "without hosts, times and logs: equal results give equal bytes on any machine")
    .action((file, out, options) =>
      finish(async () => (await import("./commands/pack.ts")).pack(file, out, options)),
    );

  program
    .command("unpack")
    .description("check a file that limen pack wrote, and unpack it into a new folder")
    .argument("<file>", "the file")
    .option("--to <folder>", "new folder for it (default: the file's name without .limen.tar)")
    .action((file, options) =>
      finish(async () => (await import("./commands/unpack.ts")).unpack(file, options)),
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
      finish(async () => (await import("./commands/diff.ts")).diff(before, after, options)),
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
      finish(async () => (await import("./commands/trace.ts")).trace(what, options)),
    );

  withSettings(program.command("claims"))
    .description("hold a pipeline's last results against what is claimed of them; exit 1 where one fails")
    .option("--file <file>", "claims file (default: PIPELINE.claims.yaml beside the pipeline)")
    .option("--json", "print as JSON")
    .action((file, options) =>
      finish(async () => (await import("./commands/claims.ts")).claims(file, options)),
    );

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
      finish(async () => (await import("./commands/import.ts")).importTrials(path, options)),
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
      finish(async () => (await import("./commands/export-rocrate.ts")).exportRocrate(file, options)),
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
      finish(async () => (await import("./commands/export-dataset.ts")).exportDataset(file, options)),
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
      finish(async () => (await import("./commands/collect.ts")).collect(source, options)),
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
      finish(async () => (await import("./commands/simulate.ts")).simulate(source, options)),
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
      finish(async () => (await import("./commands/withdrawn.ts")).withdrawn(folders, options)),
    );

  program
    .command("gc")
    .description(
      "delete artifacts that neither a pipeline's current results nor a lock file need; show disk use",
    )
    .option("--dry-run", "only list them")
    .option("--json", "print as JSON")
    .action((options) => finish(async () => (await import("./commands/gc.ts")).gc(options)));

  program
    .command("repair")
    .description(
      "read every byte of the store, set aside what is damaged, and say what is to be computed anew",
    )
    .argument("[pipeline]", PIPELINE)
    .option("--set <node.param=value>", "give a parameter another value (repeatable)", collect, [])
    .option("--run", "compute it")
    .action((file, options) =>
      finish(async () => (await import("./commands/repair.ts")).repair(file, options)),
    );

  addClusterCommands(program, finish, withSettings);

  program
    .command("doctor")
    .description("check the machine; name what is missing and the command that mends it")
    .option(
      "--ops",
      "also compute with every op, and name those that give other bytes than on the authors' CPUs (seconds)",
    )
    .option("--json", "print as JSON")
    .action((options) => finish(async () => (await import("./commands/doctor.ts")).doctor(options)));

  program
    .command("schema")
    .description("write pipelines/schema.json, for completion in editors")
    .option("--stdout", "print it instead")
    .action((options) => finish(async () => (await import("./commands/schema.ts")).schema(options)));

  return program;
}

/** The argument and flags of every command that reads a pipeline. */
function withSettings(command: Command): Command {
  return command
    .argument("<pipeline>", PIPELINE)
    .option("--set <node.param=value>", "give a parameter another value (repeatable)", collect, [])
    .option("--fast", "give up equal bytes between machines for speed (a run of its own in the cache)");
}

/** Flags of every export. */
function withTerms(command: Command): Command {
  return command
    .option(
      "--date <day>",
      "day of publication, YYYY-MM-DD (default: CITATION.cff's, else when the last node ran)",
    )
    .option("--license <spdx>", "licence of what is published, e.g. CC-BY-4.0 (default: CITATION.cff's)")
    .option("--author <name>", "who publishes it (default: CITATION.cff's authors)")
    .option("--url <address>", "where the code is published (default: CITATION.cff's, if it has one)");
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("It must be a whole number from 1.");
  return value;
}

function positiveNumber(text: string): number {
  const value = nonNegative(text);
  if (value === 0) throw new InvalidArgumentError("It must be more than 0.");
  return value;
}

/** A number of rows, or `all`. */
function rowCount(text: string): number {
  return text === "all" ? Number.POSITIVE_INFINITY : positiveInteger(text);
}

function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("It must be a number of 0 or more.");
  return value;
}

/** `10%` or `0.1`, as a number from 0 to 1. */
function share(text: string): number {
  const value = text.endsWith("%") ? nonNegative(text.slice(0, -1)) / 100 : nonNegative(text);
  if (value > 1) throw new InvalidArgumentError("It must be a share from 0 to 1.");
  return value;
}
