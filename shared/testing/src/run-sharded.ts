import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyStage } from "@limen/stage";
import { runStage, type StageTrial } from "./run-stage.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The bytes of every output when that many processes share the work, the last one first, and another then joins it. */
export async function shardedBytes(
  stage: AnyStage,
  trial: StageTrial,
  shards: number,
): Promise<Readonly<Record<string, Buffer>>> {
  const workDirectory = join(temporaryDirectory(), "work");
  if (shards > 1) {
    for (let index = shards - 1; index >= 0; index--)
      await runStage(stage, { ...trial, workDirectory, share: { kind: "shard", index, of: shards } });
  }
  const { outputs } = await runStage(stage, { ...trial, workDirectory });
  return Object.fromEntries(Object.entries(outputs).map(([name, path]) => [name, readFileSync(path)]));
}
