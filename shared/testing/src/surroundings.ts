import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A folder for the test to work in, and what lies around it: nothing there may be read or written. */
export interface Surroundings {
  /** Where the test works. */
  readonly box: string;
  /** A file or folder beside the box. */
  readonly beside: (name: string) => string;
  /**
   * What was read, written, made or deleted around the box since the last call, the box's own name aside. Reads are seen where the file
   * system keeps the time of the last one (see seesReads), listing a folder included.
   */
  readonly disturbed: () => string[];
}

/** Makes a box with these files around it, by name. Call it inside a test. */
export function surroundings(files: Readonly<Record<string, string | Uint8Array>>): Surroundings {
  const folder = join(temporaryDirectory(), "around");
  const box = join(folder, "box");
  mkdirSync(box, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const look = () => snapshot(dirname(folder), box);
  look();
  // Once more: the first walk set times anew.
  let before = look();
  return {
    box,
    beside: (name) => join(folder, name),
    disturbed: () => {
      const now = look();
      const paths = [...new Set([...before.keys(), ...now.keys()])];
      const changed = paths.filter((path) => before.get(path)?.state !== now.get(path)?.state);
      const read = paths.filter((path) => now.get(path)?.wasRead);
      before = look();
      return [
        ...new Set([...changed.map((path) => `${path} changed`), ...read.map((path) => `${path} was read`)]),
      ];
    },
  };
}

/** Whether reads can be seen here: not where the file system was mounted with noatime. */
export function seesReads(): boolean {
  const { beside, disturbed } = surroundings({ probe: "x" });
  readFileSync(beside("probe"));
  return disturbed().length > 0;
}

interface Seen {
  readonly state: string;
  readonly wasRead: boolean;
}

const LONG_AGO = new Date(0);

/** What each path is, read since the last look or not; sets the time of reading back to long ago. */
function snapshot(path: string, box: string, found = new Map<string, Seen>()): ReadonlyMap<string, Seen> {
  const { ino, size, mode, nlink, mtime, mtimeMs, atimeMs } = lstatSync(path);
  // A file that stands for another by a second name is seen by its links; the box's own files are the test's.
  const isFolder = lstatSync(path).isDirectory();
  found.set(path, {
    state: [ino, mode, isFolder ? 0 : size, isFolder ? 0 : nlink, mtimeMs].join(),
    wasRead: atimeMs > 0,
  });
  if (isFolder)
    for (const name of readdirSync(path))
      if (join(path, name) !== box) snapshot(join(path, name), box, found);
  if (!lstatSync(path).isSymbolicLink()) utimesSync(path, LONG_AGO, mtime);
  return found;
}
