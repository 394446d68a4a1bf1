import { existsSync } from "node:fs";
import { formatProblem, type Problem } from "@limen/errors";
import { calledAs, makePlan, missingData, type Pipeline } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError, printJson } from "../output.ts";
import { planText } from "../render/plan-table.ts";

interface PlanOptions extends PipelineOptions {
  readonly why?: boolean;
  readonly json?: boolean;
}

/** `limen plan`: what would run, and why. */
export async function plan(file: string, options: PlanOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, {
    missingData: "allow",
    missingResults: "allow",
  });
  const { plan } = makePlan(pipeline, session, { forced: new Set() });
  if (options.json) printJson(plan);
  else print(planText(plan, { why: options.why ?? false }));
  for (const problem of missingDataProblems(pipeline)) printError(`warning: ${formatProblem(problem)}`);
  const { artifacts } = session.workspace;
  if (!existsSync(artifacts)) printError(`nothing has run there yet: there is no folder ${artifacts}`);
  return EXIT.good;
}

/** A run refuses these before any work. */
function missingDataProblems(pipeline: Pipeline): Problem[] {
  return pipeline.instances.flatMap((instance) =>
    Object.entries(missingData(instance)).map(([param, { path, place }]) => ({
      message: `${instance.id}: there is no file or folder ${path}`,
      place,
      hint: `npx limen run needs it: name yours, as in npx limen run ${calledAs(pipeline)} --set ${instance.id}.${param}=FOLDER`,
    })),
  );
}
