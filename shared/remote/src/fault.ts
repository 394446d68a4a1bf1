/** A file of a remote that is not what it should be, and was not taken. */
export interface Fault {
  /** Its path in the remote. */
  readonly path: string;
  /** `faces.faces`, or the node whose record it is. */
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

export const PUSH_AGAIN = "limen push from where the results are good replaces it";
