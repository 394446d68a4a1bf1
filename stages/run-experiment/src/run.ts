import type { ContextOf } from "@limen/stage";
import { type Judgements, writeJudgements } from "@limen/trials";
import type stage from "./index.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const judgements = await judge(context);
  if (judgements !== undefined) await writeJudgements(judgements, (name) => context.output(name));
}

/** Each mode is loaded when it is wanted: reading needs no TensorFlow. Only simulated people come in shards. */
async function judge(context: ContextOf<typeof stage>): Promise<Judgements | undefined> {
  const { mode } = context.params;
  if (mode === "simulate")
    return (await import("./simulate/simulate-experiment.ts")).simulateExperiment(context);
  // Reading has no blocks: a shard's process has nothing to do.
  if ((await context.blocks(0, async () => undefined)) === undefined) return undefined;
  switch (mode) {
    case "collect":
      return (await import("./read-collected.ts")).readCollected(context);
    case "import":
      return (await import("./import-experiment.ts")).importExperiment(context);
  }
}
