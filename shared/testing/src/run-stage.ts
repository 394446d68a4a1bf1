import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { digestFile } from "@limen/artifact";
import { InternalError, UserError } from "@limen/errors";
import {
  type AnyStage,
  type BlockShare,
  createContext,
  extensionOf,
  externalParams,
  type InputArtifact,
  loadRun,
  type PipelinePicture,
  type StageEvent,
} from "@limen/stage";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface StageTrial {
  readonly params?: Readonly<Record<string, unknown>>;
  /** Paths of the artifacts, by input; a list for inputs that take many. */
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  readonly seed?: number | string;
  /** Absolute paths, by external parameter. */
  readonly externals?: Readonly<Record<string, string>>;
  readonly share?: BlockShare;
  readonly pipeline?: PipelinePicture;
  /** To find what an earlier trial saved; a fresh folder by default. */
  readonly workDirectory?: string;
}

export interface StageTrialResult {
  /** Path of each output that was written. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly events: readonly StageEvent[];
}

/**
 * Runs a stage in this process, as the runner would: parameters checked and filled in, inputs by name, fresh outputs.
 * Throws what the stage throws, a UserError for parameters that its schema refuses, and an InternalError for an
 * output that it did not write.
 */
export async function runStage(stage: AnyStage, trial: StageTrial = {}): Promise<StageTrialResult> {
  const { seed = 1, share = { kind: "all" } } = trial;
  const folder = temporaryDirectory();
  const events: StageEvent[] = [];
  const outputs = Object.fromEntries(
    Object.entries(stage.outputs).map(([name, { artifact }]) => [
      name,
      join(folder, `${name}.${extensionOf(artifact)}`),
    ]),
  );
  const context = createContext({
    params: checkedParams(stage, trial),
    seedPath: [seed, stage.name],
    inputs: checkedInputs(stage, trial),
    outputs,
    externals: trial.externals ?? {},
    ...(trial.pipeline === undefined ? {} : { pipeline: trial.pipeline }),
    workDirectory: trial.workDirectory ?? join(folder, "work"),
    share,
    onEvent: (event) => events.push(event),
  });
  const run = await loadRun(stage);
  await run(context);
  if (share.kind === "shard") return { outputs: {}, events };
  const missing = Object.entries(outputs).filter(
    ([, path]) => !existsSync(path) || statSync(path).size === 0,
  );
  if (missing.length > 0) throw new InternalError(`not written: ${missing.map(([name]) => name).join(", ")}`);
  return { outputs, events };
}

/** External parameters get their name's placeholder, so that the stage sees them as given. */
function checkedParams(
  stage: AnyStage,
  { params = {}, externals = {} }: StageTrial,
): Record<string, unknown> {
  const given = externalParams(stage.params).filter((name) => name in externals);
  const placeholders = Object.fromEntries(given.map((name) => [name, `sha256:${"0".repeat(64)}`]));
  const result = stage.params.safeParse({ ...params, ...placeholders });
  if (result.success) return result.data;
  throw new UserError(
    result.error.issues.map(({ path, message }) => ({
      message,
      place: { field: path.map(String).join(".") },
    })),
  );
}

function checkedInputs(stage: AnyStage, { inputs = {} }: StageTrial): Record<string, InputArtifact[]> {
  const unknown = Object.keys(inputs).filter((name) => !(name in stage.inputs));
  if (unknown.length > 0) throw new InternalError(`${stage.name} has no input ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, given]) => {
      const paths = typeof given === "string" ? [given] : given;
      return [
        name,
        paths.map((path, index) => ({
          node: name,
          instance: paths.length > 1 ? String(index) : null,
          path,
          digest: digestFile(path),
        })),
      ];
    }),
  );
}
