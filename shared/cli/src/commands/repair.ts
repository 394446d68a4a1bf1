import { relative } from "node:path";
import { openStore, repairStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { calledAs, makePlan } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { counted } from "../render/format.ts";
import { planText } from "../render/plan-table.ts";
import { workspaceWithResults } from "../workspace-with-results.ts";

interface RepairOptions extends PipelineOptions {
  readonly run?: boolean;
}

/** `limen repair`: sets aside what is damaged; says, or with --run computes, what a pipeline then lacks. */
export async function repair(file: string | undefined, options: RepairOptions): Promise<number> {
  if (options.run && file === undefined) {
    throw new UserError({
      message: "--run computes a pipeline's nodes: name the pipeline",
      hint: "npx limen repair PIPELINE --run",
    });
  }
  const { checked, setAside } = repairStore(openStore(workspaceWithResults().artifacts));
  for (const { what, path, place } of setAside) {
    print(`damaged ${what} ${relative(process.cwd(), path)}: moved to ${relative(process.cwd(), place)}`);
  }
  print(`${counted(checked, "file")} read, ${setAside.length} set aside`);
  if (file === undefined) return EXIT.good;
  if (options.run) return (await import("./run.ts")).run(file, options);
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const { plan } = makePlan(pipeline, session, { forced: new Set() });
  const lacking = plan.nodes.filter(({ state }) => state !== "hit");
  if (lacking.length === 0) print(`${pipeline.name} lacks nothing`);
  else
    print(
      `${planText({ ...plan, nodes: lacking }, { why: false })}\nnpx limen run ${calledAs(pipeline)} computes these`,
    );
  return EXIT.good;
}
