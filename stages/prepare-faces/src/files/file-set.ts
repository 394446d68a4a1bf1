import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { UserError } from "@limen/errors";
import type { Rejects } from "../rejects.ts";
import { listFolder } from "./list-folder.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Files by name, wherever they are: in a folder, an archive, or an archive inside a folder. */
export interface FileSet {
  /** Names relative to the given path, `/` between parts, sorted. */
  readonly names: readonly string[];
  read(name: string): Promise<Uint8Array>;
  open(name: string): Readable;
  close(): Promise<void>;
}

/** Why a link, a pipe or a device in a folder is not read: it may lead anywhere, or have no end. */
export const NO_PLAIN_FILE = "a link or device, not a plain file: put the file itself here";

/** Whether a name is that of an archive that can be unpacked here. */
export function isArchive(name: string): boolean {
  return /\.(tar|tar\.gz|tgz)$/i.test(name);
}

/** Opens a folder (archives at its top are unpacked too), an archive (.tar, .tar.gz, .tgz) or a single file. */
export async function openFileSet(path: string, rejects: Rejects): Promise<FileSet> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new UserError({
      message: "there is no such file or folder",
      place: { file: path },
      hint: "the parameter path names your data; it is relative to the pipeline file",
    });
  }
  if (isArchive(path)) return unpackArchive(path, rejects);
  if (!found.isDirectory()) return listFolder(join(path, ".."), [basename(path)]);
  const entries = await readdir(path, { withFileTypes: true });
  const archives = entries
    .filter((entry) => entry.isFile() && isArchive(entry.name))
    .map(({ name }) => name)
    .toSorted();
  const folder = await listFolder(path, await filesBelow(path, archives, rejects));
  return archives.length === 0 ? folder : joined(path, folder, archives, rejects);
}

async function joined(
  path: string,
  folder: FileSet,
  archives: readonly string[],
  rejects: Rejects,
): Promise<FileSet> {
  const sets = [folder];
  for (const archive of archives) sets.push(await unpackArchive(join(path, archive), rejects));
  const owner = new Map<string, FileSet>();
  for (const set of sets) {
    for (const name of set.names) {
      if (owner.has(name))
        rejects.add(name, null, "the same name is in the folder and in an archive: the first is used");
      else owner.set(name, set);
    }
  }
  return {
    names: [...owner.keys()].toSorted(),
    read: (name) => owner.get(name)!.read(name),
    open: (name) => owner.get(name)!.open(name),
    close: async () => void (await Promise.all(sets.map((set) => set.close()))),
  };
}

/** Relative names of all files below; hidden files are passed over, links refused. */
async function filesBelow(path: string, leaveOut: readonly string[], rejects: Rejects): Promise<string[]> {
  const names: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(path, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith(".") || leaveOut.includes(name)) continue;
      if (entry.isDirectory()) await visit(name);
      else if (entry.isFile()) names.push(name);
      else rejects.add(name, null, NO_PLAIN_FILE);
    }
  };
  await visit("");
  return names;
}
