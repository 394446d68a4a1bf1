import type { ContextOf } from "@limen/stage";
import { participantsTable, rejectsTable, trialsTable, writeTable } from "@limen/tables";
import type stage from "./index.ts";
import type { Judgements } from "./judgements.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const judgements = await judge(context);
  const options = { metadata: { classes: JSON.stringify(judgements.classes) } };
  await writeTable(context.output("trials"), trialsTable, judgements.trials, options);
  await writeTable(context.output("participants"), participantsTable, judgements.participants, options);
  await writeTable(context.output("rejects"), rejectsTable, judgements.rejects);
}

/** Each mode is loaded when it is wanted: importing needs no TensorFlow. */
async function judge(context: ContextOf<typeof stage>): Promise<Judgements> {
  switch (context.params.mode) {
    case "simulate":
      return (await import("./simulate/simulate-experiment.ts")).simulateExperiment(context);
    case "import":
      return (await import("./import/import-experiment.ts")).importExperiment(context);
  }
}
