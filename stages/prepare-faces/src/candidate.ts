export const SPLITS = ["train", "valid", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** A face that a source offers: all that is known before its picture is opened. */
export interface Candidate {
  /** Unique within the source; becomes the face's id. */
  readonly id: string;
  /** Place relative to the given path. */
  readonly file: string;
  /** Row of the file that lists it, the header being row 1; null for a picture in a folder. */
  readonly row: number | null;
  readonly split: Split;
  /** Share of each class; sums to one. */
  readonly label: Float32Array;
  /** Votes behind the label; 0 when the label is a single given class. */
  readonly votes: number;
  /** Votes as cast for each class, for the votes table; null when no votes are known. */
  readonly cast: readonly number[] | null;
  readonly identity: string | null;
  /** The encoded picture. Throws when it cannot be read. */
  image(): Promise<Uint8Array>;
}

/** What a source says about its data: faces come one by one, so that memory does not grow with them. */
export interface FaceSource {
  readonly classes: readonly string[];
  /** Number of candidates, where it is known beforehand. */
  readonly total: number | undefined;
  readonly candidates: AsyncIterable<Candidate> | Iterable<Candidate>;
  /** Pictures in which somebody saw no face, labelled by VALIDITY_CLASSES; some may be candidates as well. */
  readonly notFaces?: readonly Candidate[];
  /** What was left out by a rule that is no fault of the input (e.g. no majority), by reason; full at the end. */
  readonly dropped: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** A label that gives one class everything. */
export function oneClass(index: number, classes: number): Float32Array {
  const label = new Float32Array(classes);
  label[index] = 1;
  return label;
}

/** Votes → shares. */
export function sharesOf(votes: readonly number[]): Float32Array {
  const total = votes.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(votes, (count) => count / total);
}
