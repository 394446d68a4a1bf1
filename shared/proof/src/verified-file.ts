/**
 * good: as it was written. damaged: its bytes are not what its digest says. missing: not there. other: whole, but not what
 * the lock file or the rest of the pipeline's results say. unread: there, left out of the sample.
 */
export type FileState = "good" | "missing" | "damaged" | "other" | "unread";

/** One file that a pipeline's last results consist of. */
export interface VerifiedFile {
  /** Empty for the lock file and the index of the last runs. */
  readonly node: string;
  /** An output's name, `record` for the run record, `view` with the output's name for its readable name, `lock`, `signature`, `index`. */
  readonly output: string;
  readonly path: string;
  readonly state: FileState;
  readonly bytes: number;
  /** Who says otherwise of a file that is whole; unset where its own bytes, its record or its name do. */
  readonly against?: "lock" | "signature";
  /** What is wrong, unless state and path say all. */
  readonly why?: string;
  /** What mends it; for faults only. */
  readonly remedy?: string;
}
