import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "@limen/errors";

/** A new folder with all that is written, or none. Throws a UserError where there is something already. */
export function writeWhole(out: string, write: (folder: string) => Promise<void>): Promise<void> {
  return writeAside(out, "folder", async (aside) => {
    mkdirSync(aside, { recursive: true });
    await write(aside);
  });
}

/** The same of a single file. */
export function writeWholeFile(out: string, write: (file: string) => Promise<void>): Promise<void> {
  return writeAside(out, "file", async (aside) => {
    mkdirSync(dirname(aside), { recursive: true });
    await write(aside);
  });
}

async function writeAside(
  out: string,
  what: "folder" | "file",
  write: (aside: string) => Promise<void>,
): Promise<void> {
  if (lstatSync(out, { throwIfNoEntry: false }) !== undefined) {
    const message = "there is something of that name already";
    throw new UserError({ message, place: { file: out }, hint: `name a ${what} that is not there yet` });
  }
  // A name that nobody can put a link under beforehand.
  const aside = `${resolve(out)}.${randomBytes(8).toString("hex")}.partial`;
  try {
    await write(aside);
    renameSync(aside, out);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
