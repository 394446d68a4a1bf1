import { makePlan } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printJson } from "../output.ts";
import { planText } from "../render/plan-table.ts";

interface PlanOptions extends PipelineOptions {
  readonly why?: boolean;
  readonly json?: boolean;
}

/** `limen plan`: what would run, and why. */
export async function plan(file: string, options: PlanOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options);
  const { plan } = makePlan(pipeline, session, { forced: new Set() });
  if (options.json) printJson(plan);
  else print(planText(plan, { why: options.why ?? false }));
  return EXIT.good;
}
