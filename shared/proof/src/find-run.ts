import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, type RunRecord, readView } from "@limen/artifact";
import { suggestion, UserError } from "@limen/errors";

/** Fewer letters of a digest name too much. */
const LEAST_LETTERS = 6;

/** The beginning of a digest as records have it, from however somebody wrote it; undefined for what can be none. */
export function asDigest(text: string): string | undefined {
  const letters = text.replace(/^sha256:/i, "").toLowerCase();
  return new RegExp(`^[0-9a-f]{${LEAST_LETTERS},64}$`).test(letters) ? letters : undefined;
}

/** All whole run records, oldest first. Damaged ones are no evidence of anything; `limen verify` and `repair` name them. */
export function allRecords({ records }: ArtifactStore): RunRecord[] {
  return records
    .keys()
    .flatMap((key) => {
      const found = records.find(key);
      return found.state === "found" ? [found.record] : [];
    })
    .sort((a, b) => (a.started < b.started ? -1 : 1));
}

/** Node instance to the record of its last run; `only` is set when a text names a single run. */
export interface RunSide {
  readonly name: string;
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly single: boolean;
}

/**
 * What a text names: a run by (the beginning of) its key, a pipeline's last results by its name, or one node of them as
 * `pipeline/node`. Throws a UserError when that is nothing, or more than one.
 */
export function findRuns(text: string, store: ArtifactStore): RunSide {
  const [pipeline = "", node] = text.split("/");
  if (existsSync(join(store.layout.views, pipeline, "nodes.json")))
    return runsOfView(text, pipeline, node, store);
  const start = asDigest(text);
  const keys = start === undefined ? [] : store.records.keys().filter((key) => key.startsWith(start));
  const [key] = keys;
  if (key !== undefined && keys.length === 1) {
    const record = readRecord(key, store);
    return { name: text, runs: new Map([[record.node, record]]), single: true };
  }
  const message =
    key === undefined
      ? `"${text}" names no run and no pipeline that ran here`
      : `${keys.length} runs begin with ${text}`;
  throw new UserError({
    message,
    hint: "give a run's key (limen show prints it), a pipeline's name, or PIPELINE/NODE",
  });
}

function runsOfView(text: string, pipeline: string, node: string | undefined, store: ArtifactStore): RunSide {
  const { nodes } = readView(store.layout, pipeline);
  if (node !== undefined && nodes[node] === undefined) {
    throw new UserError({
      message: `pipeline ${pipeline} has no result of "${node}"`,
      hint: suggestion(node, Object.keys(nodes)),
    });
  }
  const wanted = Object.entries(nodes).filter(([id]) => node === undefined || id === node);
  return {
    name: text,
    runs: new Map(wanted.map(([id, key]) => [id, readRecord(key, store)])),
    single: node !== undefined,
  };
}

function readRecord(key: string, { records }: ArtifactStore): RunRecord {
  const found = records.find(key);
  if (found.state === "found") return found.record;
  const state = found.state === "absent" ? "is not there" : "is damaged";
  throw new UserError({
    message: `the run record ${records.path(key)} ${state}`,
    hint: "npx limen run PIPELINE computes that node anew",
  });
}
