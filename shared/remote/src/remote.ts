/**
 * A place that holds results for others: a folder, a host reached by SSH, an S3 bucket. Paths are those of remote-paths.ts.
 * Every method throws a UserError that says what is wrong with the place, after trying again where that can help.
 */
export interface Remote {
  /** As messages name it; holds no secret. */
  readonly name: string;
  /** Whether the place itself is there, results or none. */
  isThere(): Promise<boolean>;
  /** Bytes of those of the files that are there. */
  sizes(paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Copies a file of at most `bytes` to a new local file. False when it is not there. */
  get(path: string, to: string, bytes: number): Promise<boolean>;
  /** Copies a local file: others see all of it or nothing, and it replaces what was there. */
  put(path: string, from: string): Promise<void>;
  /** Takes away what transfers that were killed a week ago or more have left. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}
