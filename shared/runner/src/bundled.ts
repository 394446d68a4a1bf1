/** What a bundle that holds this module knows (see shared/cli/bin). Empty where the sources are run. */
interface Bundled {
  /** Declarations of the stages in it, by their source's place. */
  readonly stages: Map<string, () => Promise<unknown>>;
  process: BundledProcess | undefined;
}

/** How to start a process from the same bundle. */
interface BundledProcess {
  /** What Node is to run. */
  readonly arguments: readonly string[];
  /** The open bundle, handed on as descriptor 4. */
  readonly descriptor: number;
  /** Whether the sources are still those that were bundled. */
  readonly isFresh: () => boolean;
}

export const bundled: Bundled = { stages: new Map(), process: undefined };
