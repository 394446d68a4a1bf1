import type { ArtifactStore, RunRecord } from "@limen/artifact";

export type Lookup =
  | { readonly state: "hit"; readonly record: RunRecord }
  | { readonly state: "absent" }
  /** What is wrong with what the cache has, and the digests of its damaged objects. */
  | { readonly state: "damaged"; readonly what: string; readonly digests: readonly string[] };

/** Where a plan and a run ask for finished runs. */
export interface Lookups {
  find(key: string): Lookup;
  /** Moves what was found damaged out of the way; says where to. */
  quarantine(key: string, digests: readonly string[]): string[];
}

/** Asks the store for a finished run, reading every byte of its outputs: nothing damaged counts as a hit. */
export class RunLookup implements Lookups {
  readonly #store: ArtifactStore;
  readonly #good = new Set<string>();

  constructor(store: ArtifactStore) {
    this.#store = store;
  }

  find(key: string): Lookup {
    const found = this.#store.records.find(key);
    if (found.state === "absent") return found;
    if (found.state === "damaged") return { state: "damaged", what: `run record ${found.path}`, digests: [] };
    const faults: string[] = [];
    const digests: string[] = [];
    for (const [name, { digest }] of Object.entries(found.record.outputs)) {
      // One object can be the output of several nodes; once a command is enough.
      if (this.#good.has(digest)) continue;
      const check = this.#store.objects.check(digest);
      if (check.state === "good") {
        this.#good.add(digest);
        continue;
      }
      faults.push(`output ${name} is ${check.state}`);
      if (check.state === "damaged") digests.push(digest);
    }
    if (faults.length > 0) return { state: "damaged", what: faults.join(", "), digests };
    return { state: "hit", record: found.record };
  }

  quarantine(key: string, digests: readonly string[]): string[] {
    const places = digests
      .filter((digest) => this.#store.objects.check(digest).state === "damaged")
      .map((digest) => this.#store.objects.quarantine(digest));
    if (this.#store.records.find(key).state === "damaged") places.push(this.#store.records.quarantine(key));
    return places;
  }
}
