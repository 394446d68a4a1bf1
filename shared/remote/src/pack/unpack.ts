import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline as pipe } from "node:stream/promises";
import { linkOutputs, openStore, viewDirectory, writeView } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { readLock } from "@limen/proof";
import { parseInstanceId } from "@limen/runner";
import { extract } from "tar-stream";
import { parseForeignRecord } from "../foreign-record.ts";
import { MANIFEST, MOST_MANIFEST_BYTES, type PackManifest, parseManifest } from "./pack-manifest.ts";

class Refused extends Error {}

type Entry = AsyncIterable<unknown>;

/**
 * Unpacks what limen pack wrote into an empty folder: pipeline, lock file, artifacts with readable names. Everything is
 * compared with the pack's own list and with its digests; the caller shows the folder to others only when this returns.
 * Throws a UserError, and may leave a part in the folder, for anything else.
 */
export async function unpack(file: string, folder: string): Promise<PackManifest> {
  try {
    const manifest = await unpackFiles(file, folder);
    checkRuns(manifest, folder);
    return manifest;
  } catch (error) {
    if (error instanceof UserError || isSystemError(error)) throw error;
    throw new UserError({
      message: `this is no pack of results that can be trusted: ${(error as Error).message}`,
      place: { file },
      hint: "ask for it again; npx limen pack writes one",
    });
  }
}

async function unpackFiles(file: string, folder: string): Promise<PackManifest> {
  const size = statSync(file).size;
  const tar = extract();
  const reading = pipe(createReadStream(file), tar);
  // The loop below meets the same failure; this only keeps it from being reported twice.
  reading.catch(() => undefined);
  let manifest: PackManifest | undefined;
  const pending = new Set<string>();
  for await (const entry of tar) {
    const { name, type, size: bytes = 0 } = entry.header;
    if (type !== "file") throw new Refused(`${quote(name)} is a ${type ?? "nameless entry"}, not a file`);
    if (manifest === undefined) {
      if (name !== MANIFEST) throw new Refused(`it does not begin with ${MANIFEST}`);
      if (bytes > MOST_MANIFEST_BYTES) throw new Refused(`${MANIFEST} is too large`);
      const read = parseManifest((await readAll(entry)).toString("utf8"));
      if (typeof read === "string") throw new Refused(`${MANIFEST}: ${read}`);
      manifest = read;
      for (const one of Object.keys(manifest.files)) pending.add(one);
      const total = Object.values(manifest.files).reduce((sum, one) => sum + one.bytes, 0);
      // Nothing is compressed, so more than the file has cannot come out of it.
      if (total > size) throw new Refused(`it promises ${total} bytes and has ${size}`);
      continue;
    }
    const promised = manifest.files[name];
    if (!pending.delete(name) || promised === undefined)
      throw new Refused(`${quote(name)} is not in its list, or comes twice`);
    if (bytes !== promised.bytes)
      throw new Refused(`${name} has ${bytes} bytes, its list says ${promised.bytes}`);
    const found = await writeEntry(entry, join(folder, name));
    if (found !== promised.sha256)
      throw new Refused(`${name} has SHA-256 ${found}, its list says ${promised.sha256}`);
    if (name.startsWith("artifacts/objects/") && !name.endsWith(found))
      throw new Refused(`${name} has SHA-256 ${found}`);
  }
  await reading;
  if (manifest === undefined) throw new Refused("it is empty");
  if (pending.size > 0) throw new Refused(`it lacks ${[...pending].slice(0, 3).join(", ")}`);
  return manifest;
}

async function readAll(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Writes a new file, never through anything that is there; gives the SHA-256 of what it wrote. */
async function writeEntry(entry: Entry, path: string): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash("sha256");
  const file = await open(path, "wx", path.includes("/objects/") ? 0o444 : 0o644);
  try {
    for await (const chunk of entry) {
      hash.update(chunk as Buffer);
      await file.write(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

/** Every run must be of its key and have all its outputs, and the lock file must be whole; then results get their names. */
function checkRuns({ pipeline, nodes, files }: PackManifest, folder: string): void {
  const lock = readLock(join(folder, `${pipeline}.lock.json`));
  if (lock.state !== "found" || lock.lock.pipeline !== pipeline)
    throw new Refused("its lock file is not as limen lock wrote it");
  const store = openStore(join(folder, "artifacts"));
  for (const [id, key] of Object.entries(nodes)) {
    const record = parseForeignRecord(readFileSync(store.records.path(key), "utf8"), key);
    const place = parseInstanceId(id);
    if (record === undefined || record.node !== id || place === undefined)
      throw new Refused(`the run of ${id} is not as limen run wrote it`);
    for (const [output, { digest, bytes }] of Object.entries(record.outputs)) {
      if (files[`artifacts/objects/${digest.slice(0, 2)}/${digest}`]?.bytes !== bytes)
        throw new Refused(`it lacks ${id}.${output}`);
    }
    const directory = viewDirectory(store.layout, pipeline, place.node, place.instance);
    linkOutputs(directory, record.outputs, (digest) => store.objects.path(digest));
  }
  writeView(store.layout, { pipeline, nodes });
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** A name that somebody else chose, such that it cannot play with a terminal. */
function quote(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
