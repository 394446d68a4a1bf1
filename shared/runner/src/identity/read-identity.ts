import type { RunRecord } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { z } from "zod";
import type { RunIdentity } from "./run-identity.ts";

const texts = z.record(z.string(), z.string());

/** As far as a plan looks into it: pictures and engines are only compared. */
const schema = z.object({
  format: z.number(),
  stage: z.string(),
  code: texts,
  packages: texts,
  params: z.record(z.string(), z.unknown()),
  externals: texts,
  inputs: z.record(z.string(), z.array(z.object({ from: z.string(), digest: z.string() }))),
  seed: z.array(z.union([z.string(), z.number()])),
  pipeline: z.record(z.string(), z.unknown()).nullable(),
  engine: z.record(z.string(), z.unknown()).nullable(),
});

/**
 * What identified a recorded run. A record is whole (its digest says so), but another version of Limen may have written
 * it: then this throws a UserError that names the file.
 */
export function readIdentity({ identity }: RunRecord, path: string): RunIdentity {
  if (isIdentity(identity)) return identity;
  throw new UserError({
    message: "this run record does not say what identified its run, as records of this version do",
    place: { file: path },
    hint: "delete the file: the next run of its pipeline computes that node anew",
  });
}

function isIdentity(value: unknown): value is RunIdentity {
  return schema.safeParse(value).success;
}
