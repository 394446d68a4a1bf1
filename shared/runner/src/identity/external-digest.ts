import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { digestFile, isUnwritable, writeDurably } from "@limen/artifact";

/** What the file system says of a file without reading it. */
interface Stamp {
  readonly size: string;
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
  readonly digest: string;
}

/**
 * Digests of the user's own files and folders. A file is read again only when its size, times or inode changed (as git
 * does), so that a cached run on 35,000 pictures does not read them. The change time cannot be set by programs.
 */
export class ExternalDigests {
  readonly #file: string;
  readonly #known: Map<string, Stamp>;
  #changed = false;

  constructor(cacheFile: string) {
    this.#file = cacheFile;
    this.#known = new Map(Object.entries(readCache(cacheFile)));
  }

  /**
   * SHA-256 of a file's extension and bytes, or of all names and bytes under a folder. Links within it are not followed: no reader takes
   * anything through them, and they may lead anywhere.
   */
  digest(path: string): string {
    const hash = createHash("sha256");
    if (statSync(path).isDirectory()) this.#addFolder(hash, path, "");
    // Readers choose the format by extension, so it is part of the content.
    else hash.update(`file\0${extname(path).toLowerCase()}\0${this.#fileDigest(path)}`);
    return hash.digest("hex");
  }

  /** Writes what was learned, for the next command; where a reader cannot, that one reads the files again. */
  save(): void {
    if (!this.#changed || !existsSync(dirname(this.#file))) return;
    try {
      writeDurably(this.#file, JSON.stringify(Object.fromEntries(this.#known)));
    } catch (error) {
      if (!isUnwritable(error)) throw error;
    }
    this.#changed = false;
  }

  #addFolder(hash: ReturnType<typeof createHash>, folder: string, prefix: string): void {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) this.#addFolder(hash, path, `${name}/`);
      else if (entry.isFile()) hash.update(`file\0${name}\0${this.#fileDigest(path)}\n`);
      // Readers say that it is no plain file.
      else hash.update(`other\0${name}\n`);
    }
  }

  #fileDigest(path: string): string {
    const before = stampOf(path);
    const known = this.#known.get(path);
    if (known !== undefined && sameStamp(known, before)) return known.digest;
    const digest = digestFile(path);
    // A file changed within the clock's grain could change again without a new time: it is not remembered.
    const settled = Date.now() - Number(BigInt(before.changed) / 1_000_000n) > 2000;
    if (settled && sameStamp(before, stampOf(path))) {
      this.#known.set(path, { ...before, digest });
      this.#changed = true;
    }
    return digest;
  }
}

function stampOf(path: string): Omit<Stamp, "digest"> {
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  return { size: `${size}`, modified: `${mtimeNs}`, changed: `${ctimeNs}`, inode: `${ino}` };
}

function sameStamp(a: Omit<Stamp, "digest">, b: Omit<Stamp, "digest">): boolean {
  return a.size === b.size && a.modified === b.modified && a.changed === b.changed && a.inode === b.inode;
}

function readCache(file: string): Record<string, Stamp> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Stamp>;
  } catch {
    // Torn by a power cut: the files are read again.
    return {};
  }
}
