import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { InternalError, UserError } from "@limen/errors";
import { digestFile, isDigest } from "./digest.ts";
import { syncDirectory, syncFile } from "./durable.ts";
import type { Layout } from "./layout.ts";
import { requireOwnFolder } from "./own-folder.ts";
import { isUnwritable } from "./unwritable.ts";

export type ObjectCheck =
  | { readonly state: "good"; readonly path: string; readonly bytes: number }
  | { readonly state: "missing"; readonly path: string }
  | { readonly state: "damaged"; readonly path: string; readonly found: string | undefined };

/** Files named by the SHA-256 of their bytes, read-only, never changed. */
export class ObjectStore {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  path(digest: string): string {
    if (!isDigest(digest)) throw new InternalError(`"${digest}" is not a SHA-256 digest`);
    return join(this.#layout.objects, digest.slice(0, 2), digest);
  }

  /** Moves a finished file of the same file system into the store: fsync, read-only, rename, fsync of the folder. */
  put(file: string): { digest: string; bytes: number } {
    const digest = digestFile(file);
    const bytes = statSync(file).size;
    const path = this.path(digest);
    if (this.check(digest).state === "good") {
      rmSync(file);
      return { digest, bytes };
    }
    syncFile(file);
    chmodSync(file, 0o444);
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    renameSync(file, path);
    syncDirectory(folder);
    return { digest, bytes };
  }

  /**
   * Reads the object's bytes and compares them with its name; a link, pipe or device is damaged, and is not read. Throws a UserError
   * when its folder is a link.
   */
  check(digest: string): ObjectCheck {
    const path = this.path(digest);
    requireOwnFolder(this.#layout.objects, dirname(path));
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { state: "missing", path };
    const found = stat.isFile() ? digestFile(path) : undefined;
    if (found !== digest) return { state: "damaged", path, found };
    return { state: "good", path, bytes: stat.size };
  }

  /**
   * Path of the object, its bytes checked just now. `what` names it in the error, such as `faces.faces`; `hint` says what
   * mends it. Throws a UserError when it is missing or damaged; a damaged one is moved to quarantine first, where that can be.
   */
  open(digest: string, what: string, hint = "npx limen run of its pipeline computes it anew"): string {
    const result = this.check(digest);
    if (result.state === "good") return result.path;
    if (result.state === "missing") {
      throw new UserError({ message: `the artifact ${what} is missing: no ${result.path}`, hint });
    }
    throw new UserError({
      message: `the artifact ${what} is damaged: ${result.path} ${
        result.found === undefined ? "is no plain file" : `has SHA-256 ${result.found}`
      }, its name says ${digest}; ${this.#setAside(digest)}`,
      hint,
    });
  }

  #setAside(digest: string): string {
    try {
      return `moved to ${this.quarantine(digest)}`;
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      return "it was left there, since nothing can be written there";
    }
  }

  /** Moves an object out of the store, never over an earlier one; gives its new place. */
  quarantine(digest: string): string {
    mkdirSync(this.#layout.quarantine, { recursive: true });
    requireOwnFolder(this.#layout.objects, dirname(this.path(digest)));
    const place = join(this.#layout.quarantine, `${digest}.${randomBytes(4).toString("hex")}`);
    renameSync(this.path(digest), place);
    return place;
  }
}
