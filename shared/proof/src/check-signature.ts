import type { KeyObject } from "node:crypto";
import { statSync } from "node:fs";
import { UserError } from "@limen/errors";
import { isSignedBy, LARGEST_ENVELOPE, parseEnvelope } from "./dsse.ts";
import type { Lock } from "./lock-file.ts";
import { readNamedFile } from "./read-named-file.ts";
import { keyId } from "./signing-key.ts";
import { readStatement, STATEMENT_TYPE } from "./statement.ts";

/** A file of signed results as it was found: what it vouches for, or why it vouches for nothing. */
export type Signature =
  | { readonly state: "good"; readonly path: string; readonly lock: Lock }
  | { readonly state: "refused"; readonly path: string; readonly why: string; readonly remedy: string };

/**
 * Reads what `limen sign` wrote. Refused: not signed with this key, or no statement about this pipeline's results. Throws a UserError
 * for a file that is no envelope at all.
 */
export function readSignature(path: string, publicKey: KeyObject, pipeline: string): Signature {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_ENVELOPE)
    throw new UserError({ message: `it is larger than ${LARGEST_ENVELOPE >> 20} MB`, place: { file: path } });
  const text = readNamedFile(path, "signature", "limen sign writes one beside the pipeline");
  const envelope = parseEnvelope(text, path);
  const refuse = (
    why: string,
    remedy = "ask whoever signed for the statement of these results",
  ): Signature => ({
    state: "refused",
    path,
    why,
    remedy,
  });
  // The signature comes first: until it holds, nothing in the file is anybody's word.
  if (!isSignedBy(envelope, publicKey)) {
    const given = keyId(publicKey);
    if (envelope.keyid !== "" && envelope.keyid !== given) {
      const why = `it is not signed with the key given (${short(given)}); it says with ${short(envelope.keyid)}`;
      return refuse(why, "take the key that its signer published, not one that came with the file");
    }
    return refuse("its signature does not hold: what it says was changed, or somebody else signed it");
  }
  if (envelope.payloadType !== STATEMENT_TYPE)
    return refuse(`it is signed, but as ${JSON.stringify(envelope.payloadType)}, not as ${STATEMENT_TYPE}`);
  const read = readStatement(envelope.payload);
  if ("why" in read) return refuse(`it is signed, but ${read.why}`);
  if (read.lock.pipeline !== pipeline)
    return refuse(`it vouches for results of pipeline "${read.lock.pipeline}", not of "${pipeline}"`);
  return { state: "good", path, lock: read.lock };
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : JSON.stringify(id.slice(0, 80));
}
