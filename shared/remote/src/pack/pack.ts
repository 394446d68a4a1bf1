import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline as pipe } from "node:stream/promises";
import { digestText, type RunRecord, renderRecord, useStore } from "@limen/artifact";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { type Lock, lockPath, makeLock, readLock, renderLock } from "@limen/proof";
import { calledAs, type Pipeline, type Session } from "@limen/runner";
import { pack as packTar } from "tar-stream";
import { isPackName, MANIFEST, type PackManifest, renderManifest } from "./pack-manifest.ts";

/** Bytes known here, or an object of the store. */
type Content = { readonly text: string } | { readonly digest: string; readonly what: string };

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly content: Content;
}

export interface PackOptions {
  /** Leave out of the records who computed when and how fast: equal results are equal packs, and reviewers learn no host. */
  readonly blind?: boolean | undefined;
}

/**
 * Writes a pipeline's results with its file, lock file and claims into one file, whole or not at all: a plain tar that holds
 * no clock, user or place. Throws a UserError for results that are not those of the pipeline as it stands, or of its lock file.
 */
export async function pack(
  pipeline: Pipeline,
  session: Session,
  out: string,
  { blind = false }: PackOptions = {},
): Promise<{ readonly files: number; readonly bytes: number }> {
  if (existsSync(out)) {
    const hint = "name a file that is not there yet, or delete it";
    throw new UserError({ message: "there is something of that name already", place: { file: out }, hint });
  }
  const release = await useStore(session.store.layout);
  const aside = `${resolve(out)}.${randomBytes(8).toString("hex")}.partial`;
  try {
    const now = await makeLock(pipeline, session);
    const entries = [...textFiles(pipeline, lockText(pipeline, now)), ...artifacts(now, session, blind)];
    const files = Object.fromEntries(entries.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }]));
    const nodes = Object.fromEntries(Object.entries(now.nodes).map(([id, { key }]) => [id, key]));
    const manifest: PackManifest = {
      pack: 1,
      pipeline: pipeline.name,
      file: basename(pipeline.file),
      nodes,
      files,
    };
    await writeTar(aside, [textEntry(MANIFEST, renderManifest(manifest)), ...entries], session);
    renameSync(aside, out);
    return { files: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
  } finally {
    rmSync(aside, { force: true });
    release();
  }
}

/** The lock file beside the pipeline, which must say what the results are; without one, one made now. */
function lockText(pipeline: Pipeline, now: Lock): string {
  const beside = readLock(lockPath(pipeline));
  const place = { file: beside.path };
  if (beside.state === "absent") return renderLock(now);
  if (beside.state === "damaged") {
    const hint = "take it back from version control (git checkout), or make it anew with npx limen lock";
    throw new UserError({ message: "this lock file is not as limen lock wrote it", place, hint });
  }
  const { lock } = beside;
  const digestsOf = (one: Lock, id: string) =>
    JSON.stringify(Object.entries(one.nodes[id]?.outputs ?? {}).map(([name, { sha256 }]) => [name, sha256]));
  const ids = new Set([...Object.keys(now.nodes), ...Object.keys(lock.nodes)]);
  throwIfAny(
    [...ids]
      .filter((id) => digestsOf(now, id) !== digestsOf(lock, id))
      .map(
        (id): Problem => ({
          message: `the results of ${id} are not those that the lock file names`,
          place,
          hint: `npx limen lock ${calledAs(pipeline)} takes the results as they are now`,
        }),
      ),
  );
  return renderLock(lock);
}

function textFiles({ file, name }: Pipeline, lock: string): Entry[] {
  const claims = join(dirname(file), `${basename(file).replace(/\.ya?ml$/, "")}.claims.yaml`);
  const entries = [
    textEntry(basename(file), readFileSync(file, "utf8")),
    textEntry(`${name}.lock.json`, lock),
    ...(existsSync(claims) ? [textEntry(basename(claims), readFileSync(claims, "utf8"))] : []),
  ];
  throwIfAny(
    entries
      .filter((entry) => !isPackName(entry.name))
      .map(
        (entry): Problem => ({
          message: `"${entry.name}" cannot stand in a pack`,
          hint: "name the file with letters, digits, - and _, and .yaml",
        }),
      ),
  );
  return entries;
}

/** Records and objects, each once, by name: the order of the results is the pipeline's, that of the file is not. */
function artifacts({ nodes }: Lock, { store }: Session, blind: boolean): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [id, { key }] of Object.entries(nodes)) {
    const found = store.records.find(key);
    if (found.state !== "found")
      throw new UserError({
        message: `the run record of ${id} went away`,
        hint: "npx limen run PIPELINE computes it anew",
      });
    const record = blind ? withoutCircumstances(found.record) : found.record;
    const run = `artifacts/runs/${key}.json`;
    entries.set(run, textEntry(run, renderRecord(record)));
    for (const [output, { digest, bytes }] of Object.entries(record.outputs)) {
      const name = `artifacts/objects/${digest.slice(0, 2)}/${digest}`;
      entries.set(name, { name, bytes, sha256: digest, content: { digest, what: `${id}.${output}` } });
    }
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What of a record depends on where, when and by whom it was computed. */
function withoutCircumstances(record: RunRecord): RunRecord {
  const never = new Date(0).toISOString();
  return { ...record, started: never, host: "", seconds: 0, peakBytes: 0, measures: [], log: [] };
}

function textEntry(name: string, text: string): Entry {
  return { name, bytes: Buffer.byteLength(text), sha256: digestText(text), content: { text } };
}

async function writeTar(path: string, entries: readonly Entry[], { store }: Session): Promise<void> {
  const tar = packTar();
  const written = pipe(tar, createWriteStream(path, { flags: "wx", flush: true }));
  // Met below again; this only keeps it from being reported twice.
  written.catch(() => undefined);
  for (const { name, bytes, content } of entries) {
    const header = {
      name,
      size: bytes,
      mode: 0o644,
      mtime: new Date(0),
      uid: 0,
      gid: 0,
      type: "file" as const,
    };
    const source =
      "text" in content
        ? Readable.from([Buffer.from(content.text)])
        : createReadStream(store.objects.open(content.digest, content.what));
    await Promise.race([pipe(source, tar.entry(header)), written]);
  }
  tar.finalize();
  await written;
}
