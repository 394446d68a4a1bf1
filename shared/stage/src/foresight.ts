/**
 * What is known of an artifact before any node runs, because parameters and inputs say it; a fact that is left out is
 * not known yet.
 */
export interface Facts {
  /** The classes of a table of faces, or of a net. */
  readonly classes?: readonly string[];
  /** The name by which tables call a net. */
  readonly net?: string;
}

/** By the input's name, the facts of each artifact that it is given. */
export type InputFacts = Readonly<Record<string, readonly Facts[]>>;
