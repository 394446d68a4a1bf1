import type { RunRecord, StoredOutput } from "@limen/artifact";
import { suggestion, UserError } from "@limen/errors";
import { calledAs, idsOf, type NodeInstance, type Pipeline, type Session } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { lastRun } from "../last-run.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printJson, write } from "../output.ts";
import { colour, duration, figure, size, table } from "../render/format.ts";
import { type ShownRows, tableCsv, tableRows } from "../render/table-rows.ts";

interface ShowOptions extends PipelineOptions {
  /** How many of each table; Infinity for all. */
  readonly rows?: number;
  readonly csv?: boolean;
  readonly json?: boolean;
}

const FEW_ROWS = 5;

interface Look {
  readonly pipeline: Pipeline;
  readonly session: Session;
  readonly shown: ShownRows;
}

/** `limen show`: a node's last result. */
export async function show(file: string, target: string, options: ShowOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const [, name = target, output] = /^([^.[]+(?:\[[^\]]+\])?)(?:\.(.+))?$/.exec(target) ?? [];
  const ids = idsOf(pipeline, name, "NODE");
  const { rows = FEW_ROWS } = options;
  const look: Look = { pipeline, session, shown: { rows, cut: options.rows === undefined } };
  if (options.csv) requireOneTable(pipeline, ids, output);
  for (const instance of pipeline.instances.filter(({ id }) => ids.includes(id))) {
    const record = lastRecord(pipeline, instance, session);
    if (output !== undefined && !Object.hasOwn(record.outputs, output)) {
      const hint = suggestion(output, Object.keys(record.outputs));
      throw new UserError({ message: `${instance.id} has no output "${output}"`, hint });
    }
    if (options.json) printJson(record);
    else if (options.csv) await printCsv(record, instance, output, look);
    else await printRecord(record, instance, output, look);
  }
  return EXIT.good;
}

function lastRecord(pipeline: Pipeline, { id }: NodeInstance, session: Session): RunRecord {
  const found = lastRun(pipeline, id, session);
  if (found?.state === "found") return found.record;
  const state = found === undefined ? "has not run" : `has no readable run record (${found.state})`;
  throw new UserError({
    message: `${id} ${state}`,
    hint: `npx limen run ${calledAs(pipeline)} brings it up to date`,
  });
}

async function printRecord(
  record: RunRecord,
  instance: NodeInstance,
  only: string | undefined,
  look: Look,
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
          record.measures.map((m) => [m.name, figure(m.value), m.unit]),
          [1],
        ),
      );
    }
    for (const line of record.log) print(`  log: ${line}`);
  }
  const outputs = Object.entries(record.outputs).filter(([name]) => only === undefined || name === only);
  for (const [name, stored] of outputs) await printOutput(name, stored, instance, look);
}

async function printOutput(
  name: string,
  stored: StoredOutput,
  instance: NodeInstance,
  look: Look,
): Promise<void> {
  const path = pathOf(name, stored, instance, look);
  print(`${colour("bold", name)}  ${size(stored.bytes)}  sha256 ${stored.digest}\n  ${path}`);
  const artifact = instance.stage.declaration.outputs[name]?.artifact;
  if (artifact?.kind !== "table") return;
  for await (const lines of tableRows(path, artifact.table, look.shown)) print(lines);
}

async function printCsv(
  { outputs }: RunRecord,
  instance: NodeInstance,
  output: string | undefined,
  look: Look,
): Promise<void> {
  const artifact = instance.stage.declaration.outputs[output ?? ""]?.artifact;
  const stored = outputs[output ?? ""];
  if (output === undefined || stored === undefined || artifact?.kind !== "table") return;
  const path = pathOf(output, stored, instance, look);
  for await (const lines of tableCsv(path, artifact.table)) await write(lines);
}

function pathOf(
  name: string,
  { digest }: StoredOutput,
  { id }: NodeInstance,
  { session, pipeline }: Look,
): string {
  return session.store.objects.open(
    digest,
    `${id}.${name}`,
    `npx limen run ${pipeline.file} computes it anew`,
  );
}

/** CSV is one table for another program: nothing else may stand in it. */
function requireOneTable(pipeline: Pipeline, ids: readonly string[], output: string | undefined): void {
  const outputsOf = ({ stage }: NodeInstance) => stage.declaration.outputs;
  const [instance] = pipeline.instances.filter(({ id }) => ids.includes(id));
  if (instance === undefined) return;
  const tables = Object.entries(outputsOf(instance)).flatMap(([name, { artifact }]) =>
    artifact.kind === "table" ? [`${instance.id}.${name}`] : [],
  );
  if (ids.length === 1 && tables.includes(`${instance.id}.${output}`)) return;
  throw new UserError({
    message:
      ids.length > 1
        ? `--csv prints one table; ${ids.length} nodes are meant: ${ids.join(", ")}`
        : `--csv prints one table, and ${output === undefined ? "no output is named" : `"${output}" is none`}`,
    hint: tables.length === 0 ? `${instance.id} has no table` : `name one: ${tables.join(", ")}`,
  });
}
