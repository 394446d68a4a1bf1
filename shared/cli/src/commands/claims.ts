import { existsSync } from "node:fs";
import {
  type Checked,
  checkClaim,
  claimsFile,
  type ExpectedClaim,
  type TableRow,
  wantedText,
} from "@limen/claims";
import { suggestion, UserError } from "@limen/errors";
import { type Pipeline, readParameters, type Session } from "@limen/runner";
import { readTable } from "@limen/tables";
import { EXIT } from "../exit.ts";
import { findPipeline } from "../find-pipeline.ts";
import { lastRun } from "../last-run.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printJson } from "../output.ts";
import { colour, table } from "../render/format.ts";

interface ClaimsOptions extends PipelineOptions {
  readonly file?: string;
  readonly json?: boolean;
}

interface Result extends Checked {
  readonly claim: ExpectedClaim;
}

/** `limen claims`: holds a pipeline's last results against what is claimed of them. */
export async function claims(file: string, options: ClaimsOptions): Promise<number> {
  const path = options.file ?? claimsBeside(findPipeline(file));
  const { claims: expected } = readParameters(path, claimsFile);
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const tables = new Map<string, ReturnType<typeof readOutput>>();
  const results: Result[] = [];
  for (const claim of expected) {
    const read = tables.get(claim.table) ?? readOutput(claim.table, path, pipeline, session);
    tables.set(claim.table, read);
    const found = await read;
    const checked =
      "why" in found
        ? { found: null, passes: false, why: found.why }
        : checkClaim(claim, found.rows, found.columns);
    results.push({ claim, ...checked });
  }
  if (options.json) printJson({ pipeline: pipeline.name, file: path, claims: results });
  else printResults(results);
  return results.every(({ passes }) => passes) ? EXIT.good : EXIT.failed;
}

/** pipelines/demo.yaml has pipelines/demo.claims.yaml. */
function claimsBeside(pipeline: string): string {
  const path = pipeline.replace(/\.ya?ml$/, ".claims.yaml");
  if (path !== pipeline && existsSync(path)) return path;
  throw new UserError({
    message: "the pipeline has no claims",
    place: { file: pipeline },
    hint: `write ${path}, or name a file with --file; shared/claims/README.md shows one`,
  });
}

type Read = { rows: readonly TableRow[]; columns: readonly string[] } | { why: string };

/** A table that a node wrote when it last ran; why there is none. A name that the pipeline lacks is the file's fault. */
async function readOutput(name: string, file: string, pipeline: Pipeline, session: Session): Promise<Read> {
  const split = name.lastIndexOf(".");
  const [node, output] = [name.slice(0, split), name.slice(split + 1)];
  const instance = pipeline.instances.find(({ id }) => id === node);
  const wrong = (message: string, hint: string) =>
    new UserError({ message, place: { file, field: name }, hint });
  if (!instance)
    throw wrong(
      `the pipeline has no node "${node}"`,
      suggestion(
        node,
        pipeline.instances.map(({ id }) => id),
      ),
    );
  const outputs = instance.stage.declaration.outputs;
  const artifact = outputs[output]?.artifact;
  if (artifact?.kind !== "table") {
    const names = Object.keys(outputs).filter((one) => outputs[one]!.artifact.kind === "table");
    throw wrong(`${node} has no table "${output}"`, suggestion(output, names));
  }
  const found = lastRun(pipeline, node, session);
  if (found?.state !== "found") return { why: `${node} has not run` };
  const { digest } = found.record.outputs[output]!;
  const path = session.store.objects.open(digest, name, `npx limen run ${pipeline.file} computes it anew`);
  const { rows } = await readTable(path, artifact.table);
  return { rows, columns: Object.keys(artifact.table.columns) };
}

function printResults(results: readonly Result[]): void {
  const rows = results.map(({ claim, found, passes, why }) => [
    passes ? colour("green", "passes") : colour("red", "FAILS "),
    typeof found === "number" ? String(Number(found.toPrecision(4))) : String(found ?? ""),
    wantedText(claim),
    claim.figure,
    claim.claim,
    why === null ? "" : `(${why})`,
  ]);
  print(table(["", "found", "expected", "figure", "claim", ""], rows));
  const failed = results.filter(({ passes }) => !passes).length;
  print(failed === 0 ? `all ${results.length} claims pass` : `${failed} of ${results.length} claims fail`);
}
