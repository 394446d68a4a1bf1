import { join } from "node:path";
import { type AnyStage, createContext, loadRun } from "@limen/stage";

/** What a stage took, in a process of its own. */
export interface Took {
  /** (CPU-seconds) user and system, all threads, from the start of the process. */
  readonly cpu: number;
  /** (bytes) most memory that the process ever held. */
  readonly peakBytes: number;
}

/** Runs a stage as the runner's node process does; its outputs go to the folder. */
export async function stageTook(
  stage: AnyStage,
  inputs: Readonly<Record<string, string>>,
  folder: string,
  {
    params = {},
    seedPath = ["bench"],
  }: { readonly params?: object; readonly seedPath?: readonly string[] } = {},
): Promise<Took> {
  const context = createContext({
    params: stage.params.parse(params) as Readonly<Record<string, unknown>>,
    seedPath: [...seedPath],
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, path]) => [
        name,
        [{ node: name, instance: null, path, digest: "" }],
      ]),
    ),
    outputs: Object.fromEntries(
      Object.keys(stage.outputs).map((name) => [name, join(folder, `${name}-out.parquet`)]),
    ),
    externals: {},
    workDirectory: join(folder, "work"),
    share: { kind: "all" },
    onEvent: () => undefined,
  });
  await (await loadRun(stage))(context as never);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
}
