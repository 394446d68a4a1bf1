import type { KeyObject } from "node:crypto";
import { dirname, join } from "node:path";
import { renderEnvelope, signEnvelope } from "./dsse.ts";
import type { Lock } from "./lock-file.ts";
import { STATEMENT_TYPE, statementOf } from "./statement.ts";

/** `pipelines/demo.intoto.json` for the pipeline `demo` of a file in pipelines/. */
export function signaturePath({ file, name }: { readonly file: string; readonly name: string }): string {
  return join(dirname(file), `${name}.intoto.json`);
}

/** The text of a signed statement that the results are those of this lock. Equal locks and keys have equal bytes. */
export function signLock(lock: Lock, key: KeyObject): string {
  return renderEnvelope(signEnvelope(STATEMENT_TYPE, Buffer.from(statementOf(lock)), key));
}
