import { join } from "node:path";
import stage from "@limen/aggregate-responses";
import { createContext, loadRun } from "@limen/stage";

/** Runs the stage as the runner's node process does, with its defaults; prints what it took. Arguments: the folder, the stream's path. */
export interface Took {
  /** (CPU-seconds) user and system, all threads, from the start of the process. */
  readonly cpu: number;
  /** (bytes) most memory that the process ever held. */
  readonly peakBytes: number;
}

const folder = process.argv[2]!;
const outputs = Object.fromEntries(
  Object.keys(stage.outputs).map((name) => [name, join(folder, `${name}-out.parquet`)]),
);
const context = createContext({
  params: stage.params.parse({}),
  seedPath: process.argv.slice(3),
  inputs: Object.fromEntries(
    ["trials", "stimuli"].map((name) => [
      name,
      [{ node: name, instance: null, path: join(folder, `${name}.parquet`), digest: "" }],
    ]),
  ),
  outputs,
  externals: {},
  workDirectory: join(folder, "work"),
  share: { kind: "all" },
  onEvent: () => undefined,
});
await (await loadRun(stage))(context);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const took: Took = { cpu: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
console.log(JSON.stringify(took));
