import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@limen/errors";

/** A new folder with all that is written, or none. Throws a UserError where there is something already. */
export async function writeWhole(out: string, write: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(out)) {
    const message = "there is something of that name already";
    throw new UserError({ message, place: { file: out }, hint: "name a folder that is not there yet" });
  }
  const aside = `${resolve(out)}.${process.pid}.partial`;
  try {
    mkdirSync(aside, { recursive: true });
    await write(aside);
    renameSync(aside, out);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
