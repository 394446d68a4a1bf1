import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addClusterCommands } from "./grammar/cluster-commands.ts";
import type { Finish } from "./grammar/finish.ts";
import { addProofCommands } from "./grammar/proof-commands.ts";
import { addRunCommands } from "./grammar/run-commands.ts";
import { addSharingCommands } from "./grammar/sharing-commands.ts";
import { addStudyCommands } from "./grammar/study-commands.ts";
import { addUpkeepCommands } from "./grammar/upkeep-commands.ts";

/** The command line's grammar. `done` gets the exit status of the command that ran. */
export function buildProgram(done: (status: number) => void): Command {
  const program = new Command("limen")
    .description("Faces on the decision boundaries of neural networks: a reproducible pipeline.")
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError("(limen help shows all commands)")
    .enablePositionalOptions();
  const finish: Finish = async (work) => done(await work());
  addRunCommands(program, finish);
  addProofCommands(program, finish);
  addSharingCommands(program, finish);
  addStudyCommands(program, finish);
  addUpkeepCommands(program, finish);
  addClusterCommands(program, finish);
  return program;
}
