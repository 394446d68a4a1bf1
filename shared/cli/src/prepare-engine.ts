import { ensureEngine, isInstalled } from "@limen/engine";
import type { Pipeline, Plan } from "@limen/runner";
import { printError } from "./output.ts";

/** Installs TensorFlow first when a node that is going to run computes with it; says what it does. */
export async function prepareEngine(pipeline: Pipeline, plan: Plan, quiet: boolean): Promise<void> {
  const running = plan.nodes.filter(({ state }) => state !== "hit").map(({ id }) => id);
  await installEngine(pipeline, running, quiet);
}

/** As prepareEngine, for nodes that run whatever is cached. */
export async function installEngine(
  { instances }: Pipeline,
  running: readonly string[],
  quiet: boolean,
): Promise<void> {
  const needed = instances.some(({ id, stage }) => running.includes(id) && stage.declaration.engine);
  if (!needed || isInstalled()) return;
  let told = "";
  await ensureEngine({
    onEvent: ({ message }) => {
      if (!quiet && message !== told) printError(message);
      told = message;
    },
  });
}
