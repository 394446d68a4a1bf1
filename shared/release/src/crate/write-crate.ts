import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { copyArtifact } from "../copy-artifact.ts";
import type { Crate, CrateFile } from "./make-crate.ts";

/** Writes a crate into a new folder. */
export async function writeCrateFolder(folder: string, crate: Crate): Promise<void> {
  for (const { path, content } of filesOf(crate)) {
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true });
    if ("text" in content) await writeFile(place, content.text);
    else await copyArtifact(content.copyOf, place);
  }
}

/** As old as the format can say, so that an archive holds no clock. */
const NO_TIME = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const;

/** Writes a crate as a zip archive. Equal crates, equal bytes. */
export async function writeCrateArchive(path: string, crate: Crate): Promise<void> {
  const archive = new ZipFile();
  for (const { path: place, content } of filesOf(crate)) {
    if ("text" in content) archive.addBuffer(Buffer.from(content.text), place, NO_TIME);
    else archive.addFile(content.copyOf, place, NO_TIME);
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}

function filesOf({ metadata, files }: Crate): CrateFile[] {
  return [{ path: "ro-crate-metadata.json", content: { text: metadata } }, ...files];
}
