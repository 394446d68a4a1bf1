import type { RunRecord, StoredOutput } from "@limen/artifact";
import { suggestion, UserError } from "@limen/errors";
import { idsOf, type NodeInstance, type Pipeline, type Session } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { lastRun } from "../last-run.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printJson } from "../output.ts";
import { colour, duration, size, table } from "../render/format.ts";
import { tableHead } from "../render/table-head.ts";

interface ShowOptions extends PipelineOptions {
  readonly json?: boolean;
}

/** `limen show`: a node's last result. */
export async function show(file: string, target: string, options: ShowOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const [, name = target, output] = /^([^.[]+(?:\[[^\]]+\])?)(?:\.(.+))?$/.exec(target) ?? [];
  const ids = idsOf(pipeline, name, "NODE");
  for (const instance of pipeline.instances.filter(({ id }) => ids.includes(id))) {
    const record = lastRecord(pipeline, instance, session);
    if (output !== undefined && !Object.hasOwn(record.outputs, output)) {
      const hint = suggestion(output, Object.keys(record.outputs));
      throw new UserError({ message: `${instance.id} has no output "${output}"`, hint });
    }
    if (options.json) printJson(record);
    else await printRecord(record, instance, output, session);
  }
  return EXIT.good;
}

function lastRecord(pipeline: Pipeline, { id }: NodeInstance, session: Session): RunRecord {
  const found = lastRun(pipeline, id, session);
  if (found?.state === "found") return found.record;
  const state = found === undefined ? "has not run" : `has no readable run record (${found.state})`;
  throw new UserError({ message: `${id} ${state}`, hint: "limen run brings the pipeline up to date" });
}

async function printRecord(
  record: RunRecord,
  instance: NodeInstance,
  only: string | undefined,
  session: Session,
): Promise<void> {
  print(
    `${colour("bold", record.node)}  ${record.started}, ${duration(record.seconds)}, ${size(record.peakBytes)} memory, on ${record.host}`,
  );
  print(`key ${record.key}`);
  if (only === undefined) {
    print(colour("bold", "identity"));
    print(JSON.stringify(record.identity, null, 2).replace(/^/gm, "  "));
    if (record.measures.length > 0) {
      print(
        table(
          ["measure", "value", "unit"],
          record.measures.map((m) => [m.name, String(m.value), m.unit]),
          [1],
        ),
      );
    }
    for (const line of record.log) print(`  log: ${line}`);
  }
  const outputs = Object.entries(record.outputs).filter(([name]) => only === undefined || name === only);
  for (const [name, stored] of outputs) await printOutput(name, stored, instance, session);
}

async function printOutput(
  name: string,
  stored: StoredOutput,
  instance: NodeInstance,
  { store }: Session,
): Promise<void> {
  const path = store.objects.open(stored.digest, `${instance.id}.${name}`);
  print(`${colour("bold", name)}  ${size(stored.bytes)}  sha256 ${stored.digest}\n  ${path}`);
  const artifact = instance.stage.declaration.outputs[name]?.artifact;
  if (artifact?.kind === "table") print(await tableHead(path, artifact.table));
}
