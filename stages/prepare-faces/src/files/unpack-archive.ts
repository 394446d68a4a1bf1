import { createReadStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { UserError } from "@limen/errors";
import { extract, type Header } from "tar-stream";
import type { Rejects } from "../rejects.ts";
import type { FileSet } from "./file-set.ts";

const MEGABYTE = 1024 * 1024;
/** Larger entries are refused: a picture of a face is never that large, the CSV of FER2013 has 287 MB. */
const MOST_BYTES = { picture: 64 * MEGABYTE, table: 2048 * MEGABYTE };

/**
 * The files of a .tar or .tar.gz. They are streamed once into one temporary file ("spool") and found there by
 * offset, so that they can be read in the order of their names with flat memory. Nothing is ever written under a name
 * that the archive chose. Links, names that lead outside and oversized entries are rejected.
 */
export async function unpackArchive(path: string, rejects: Rejects): Promise<FileSet> {
  const folder = await mkdtemp(join(tmpdir(), "limen-archive-"));
  const spool = await open(join(folder, "spool"), "w+");
  const close = async () => {
    await spool.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const places = await fillSpool(path, spool, rejects);
    return {
      names: [...places.keys()].toSorted(),
      read: (name) => readPlace(spool, places.get(name)!),
      open: (name) => streamPlace(join(folder, "spool"), places.get(name)!),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface SpoolPlace {
  readonly offset: number;
  readonly length: number;
}

async function fillSpool(
  path: string,
  spool: FileHandle,
  rejects: Rejects,
): Promise<Map<string, SpoolPlace>> {
  const places = new Map<string, SpoolPlace>();
  const tar = extract();
  const reading = /\.tar$/i.test(path)
    ? pipeline(createReadStream(path), tar)
    : pipeline(createReadStream(path), createGunzip(), tar);
  // The loop below meets the same failure; this only keeps it from being reported twice.
  reading.catch(() => undefined);
  let end = 0;
  try {
    for await (const entry of tar) {
      const problem = entryProblem(entry.header, places);
      if (problem !== undefined) rejects.add(entry.header.name, null, problem);
      if (problem !== undefined || isPassedOver(entry.header)) {
        entry.resume();
        continue;
      }
      const start = end;
      for await (const chunk of entry) {
        await spool.write(chunk as Uint8Array, 0, undefined, end);
        end += (chunk as Uint8Array).length;
      }
      places.set(posix.normalize(entry.header.name), { offset: start, length: end - start });
    }
    await reading;
  } catch (error) {
    throw new UserError({
      message: `the archive cannot be read: ${(error as Error).message}`,
      place: { file: path },
      hint: "a .tar, .tar.gz or .tgz is needed; a download that broke off must be fetched again",
    });
  }
  return places;
}

function isPassedOver(header: Header): boolean {
  return header.type === "directory" || posix.basename(header.name).startsWith(".");
}

function entryProblem(header: Header, places: ReadonlyMap<string, SpoolPlace>): string | undefined {
  const { name, size = 0, type } = header;
  if (name.startsWith("/") || name.includes("\\") || name.split("/").includes("..")) {
    return "its name leads outside the archive: refused";
  }
  if (type !== "file" && type !== "directory" && type !== "contiguous-file") {
    return `a ${type ?? "nameless"} entry, not a plain file: refused`;
  }
  const most = /\.(csv|parquet)$/i.test(name) ? MOST_BYTES.table : MOST_BYTES.picture;
  if (size > most) return `larger than ${most / MEGABYTE} MB: refused`;
  if (type !== "directory" && places.has(posix.normalize(name)))
    return "the name comes twice: the first is used";
  return undefined;
}

async function readPlace(spool: FileHandle, place: SpoolPlace): Promise<Uint8Array> {
  const bytes = new Uint8Array(place.length);
  if (place.length > 0) await spool.read(bytes, 0, place.length, place.offset);
  return bytes;
}

function streamPlace(path: string, place: SpoolPlace): Readable {
  // A range of no bytes cannot be written as start and end.
  if (place.length === 0) return Readable.from([]);
  return createReadStream(path, { start: place.offset, end: place.offset + place.length - 1 });
}
