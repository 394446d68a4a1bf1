import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { z } from "zod";
import { importFields } from "./params.ts";
import { readTrials } from "./read-trials.ts";

const schema = z.strictObject(importFields);
export const CLASSES = ["anger", "happiness", "sadness"];
const STUDY = { classes: CLASSES, stimulusIds: ["s1", "s2", "s3"] };

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files. */
function folderOf(files: Files): string {
  const folder = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function readPath(path: string, given: Record<string, unknown> = {}) {
  return readTrials(path, schema.parse(given), STUDY);
}

export async function readFolder(files: Files, given: Record<string, unknown> = {}) {
  return readPath(folderOf(files), given);
}

/** The only file of a folder, named trials.csv unless said. */
export async function readText(
  content: string | Uint8Array,
  given: Record<string, unknown> = {},
  name = "trials.csv",
) {
  return readPath(join(folderOf({ [name]: content }), name), given);
}

/** Participant, stimulus, response and response time of each trial. */
export function brief({ trials }: Awaited<ReturnType<typeof readTrials>>) {
  return trials.map(({ participant, stimulus, response, rtMs }) => [participant, stimulus, response, rtMs]);
}
