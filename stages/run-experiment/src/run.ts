import type { ContextOf } from "@limen/stage";
import { type Judgements, writeJudgements } from "@limen/trials";
import type stage from "./index.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  await writeJudgements(await judge(context), (name) => context.output(name));
}

/** Each mode is loaded when it is wanted: reading needs no TensorFlow. */
async function judge(context: ContextOf<typeof stage>): Promise<Judgements> {
  switch (context.params.mode) {
    case "simulate":
      return (await import("./simulate/simulate-experiment.ts")).simulateExperiment(context);
    case "collect":
      return (await import("./read-collected.ts")).readCollected(context);
    case "import":
      return (await import("./import-experiment.ts")).importExperiment(context);
  }
}
