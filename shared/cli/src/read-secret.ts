import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "@limen/errors";

const BYTES = 32;

/**
 * The secret of a study's pseudonyms, made when the file is not there yet. It must be kept: another one gives everybody another
 * name, and published it would let anyone with a list of names find them in the release.
 */
export function readSecret(file: string): { readonly secret: string; readonly isNew: boolean } {
  if (existsSync(file)) return { secret: existingSecret(file), isNew: false };
  const secret = randomBytes(BYTES).toString("hex");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${secret}\n`, { flag: "wx", mode: 0o600, flush: true });
  chmodSync(file, 0o600);
  return { secret, isNew: true };
}

/** The secret in a file that must be there. */
export function existingSecret(file: string): string {
  const secret = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (new RegExp(`^[0-9a-f]{${2 * BYTES}}$`).test(secret)) return secret;
  const hint = "name the file that an earlier limen export dataset --secret made";
  throw new UserError({ message: "this is no secret of pseudonyms", place: { file }, hint });
}
