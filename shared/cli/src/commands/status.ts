import type { RunRecord } from "@limen/artifact";
import { makePlan, type PlannedNode } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printJson } from "../output.ts";
import { because } from "../render/because.ts";
import { duration, size, table } from "../render/format.ts";

interface StatusOptions extends PipelineOptions {
  readonly json?: boolean;
}

/** `limen status`: what is there. */
export async function status(file: string, options: StatusOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const { plan, resolved } = makePlan(pipeline, session, { forced: new Set() });
  const nodes = plan.nodes.map((node) => ({ node, record: resolved.get(node.id)?.record }));
  if (options.json) printJson(nodes.map(({ node, record }) => ({ ...node, ...figures(record) })));
  else
    print(
      table(["node", "state", "age", "size", "took", "peak memory", ""], nodes.map(statusRow), [2, 3, 4, 5]),
    );
  return EXIT.good;
}

const STATES = { hit: "up to date", run: "to run", waits: "waits", lacks: "lacks data" } as const;

function statusRow({ node, record }: { node: PlannedNode; record: RunRecord | undefined }): string[] {
  const state = STATES[node.state];
  const reason = because(node);
  if (record === undefined) return [node.id, state, "", "", "", "", reason];
  const { bytes, seconds, peakBytes, started } = figures(record);
  const age = (Date.now() - Date.parse(started ?? "")) / 1000;
  return [
    node.id,
    state,
    duration(age),
    size(bytes ?? 0),
    duration(seconds ?? 0),
    size(peakBytes ?? 0),
    reason,
  ];
}

function figures(record: RunRecord | undefined) {
  if (record === undefined) return {};
  const bytes = Object.values(record.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const { started, seconds, peakBytes } = record;
  return { started, seconds, peakBytes, bytes };
}
