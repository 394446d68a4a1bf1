import { calledAs, type Pipeline } from "@limen/runner";
import type { Remote } from "./remote.ts";

/** A file of a remote that is not what it should be, and was not taken. */
export interface Fault {
  /** Its path in the remote. */
  readonly path: string;
  /** `faces.faces`, or the node whose record it is. */
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** What mends a file there: a push looks at sizes alone, unless it is told to read. */
export function pushAgain(pipeline: Pick<Pipeline, "file">, { name }: Remote): string {
  return `npx limen push ${calledAs(pipeline)} ${name} --check, where the results are good, replaces it`;
}
