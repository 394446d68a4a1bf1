import { digestText } from "@limen/artifact";
import { type Lock, parseLock, renderLock } from "./lock-file.ts";

/** What DSSE calls an in-toto statement. */
export const STATEMENT_TYPE = "application/vnd.in-toto+json";

const STATEMENT = "https://in-toto.io/Statement/v1";
/** Ours: "these are the results". SLSA's provenance would say who built them, which nobody can vouch for but the builder itself. */
const PREDICATE = "urn:limen:results:v1";

/**
 * The in-toto statement (v1) that a lock file's results are these: a subject an output, by name and SHA-256, and the lock file itself;
 * the predicate is what the lock file says. Equal locks have equal bytes.
 */
export function statementOf(lock: Lock): string {
  const outputs = Object.entries(lock.nodes).flatMap(([node, { outputs: made }]) =>
    Object.entries(made).map(([output, { sha256 }]) => ({ name: `${node}.${output}`, digest: { sha256 } })),
  );
  const file = { name: `${lock.pipeline}.lock.json`, digest: { sha256: digestText(renderLock(lock)) } };
  return JSON.stringify({
    _type: STATEMENT,
    subject: [...outputs, file],
    predicateType: PREDICATE,
    predicate: lock,
  });
}

export type StatementRead = { readonly lock: Lock } | { readonly why: string };

/** What a statement says, or why it is none of ours. It has one text: a subject that the predicate does not name is seen. */
export function readStatement(payload: Uint8Array): StatementRead {
  let value: unknown;
  const text = Buffer.from(payload).toString("utf8");
  try {
    value = JSON.parse(text);
  } catch {
    return { why: "its payload is not JSON" };
  }
  const { _type, predicateType, predicate } = (value ?? {}) as Record<string, unknown>;
  if (_type !== STATEMENT) return { why: `its payload is no in-toto statement v1 but ${say(_type)}` };
  if (predicateType !== PREDICATE)
    return { why: `its statement is about ${say(predicateType)}, not ${PREDICATE}` };
  const lock = parseLock(predicate);
  if (lock === undefined) return { why: "what it states is not what a lock file says" };
  if (statementOf(lock) !== text) return { why: "its subjects are not the outputs that it states" };
  return { lock };
}

function say(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
