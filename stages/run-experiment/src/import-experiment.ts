import { invariant } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  checkRejected,
  describeImport,
  type Judgements,
  judgementsOf,
  readStudy,
  readTrials,
} from "@limen/trials";
import type stage from "./index.ts";

/** Mode import: trials of someone else's, checked against the stimuli. */
export async function importExperiment(context: ContextOf<typeof stage>): Promise<Judgements> {
  const { params } = context;
  const path = context.external("path");
  invariant(path !== undefined, "mode import runs without a path");
  const study = await readStudy(context.input("stimuli").path);
  const understood = await readTrials(path, params, study);
  checkRejected(understood, params.maxRejected);
  for (const line of describeImport(understood)) context.log(line);
  return judgementsOf(understood, study);
}
