import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { canonicalJson, type Json } from "./canonical-json.ts";
import { digestText, isDigest } from "./digest.ts";
import { writeDurably } from "./durable.ts";
import type { Layout } from "./layout.ts";

export interface StoredOutput {
  readonly digest: string;
  readonly bytes: number;
  readonly extension: string;
}

export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What is known of one finished run. Holds all that artifacts must not: clock, host, duration, log. */
export interface RunRecord {
  readonly key: string;
  readonly pipeline: string;
  readonly node: string;
  /** Everything that the key was made from, so that a later plan can say what changed. */
  readonly identity: Json;
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  readonly started: string;
  readonly host: string;
  readonly seconds: number;
  /** Largest resident memory of the node's process. */
  readonly peakBytes: number;
  readonly measures: readonly Measure[];
  /** Last lines that the node logged. */
  readonly log: readonly string[];
}

export type RecordLookup =
  | { readonly state: "found"; readonly record: RunRecord }
  | { readonly state: "absent" }
  | { readonly state: "damaged"; readonly path: string };

/** Run records on disk, each with a digest of itself: a flipped bit in a record must not point at other objects. */
export class RunRecords {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  path(key: string): string {
    return join(this.#layout.runs, `${key}.json`);
  }

  /** The record of a key; a damaged one is said to be damaged and left in place (see quarantine). */
  find(key: string): RecordLookup {
    const path = this.path(key);
    const stat = isDigest(key) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    if (stat === undefined) return { state: "absent" };
    if (!stat.isFile()) return { state: "damaged", path };
    const record = parseRecord(readFileSync(path, "utf8"), key);
    return record === undefined ? { state: "damaged", path } : { state: "found", record };
  }

  save(record: RunRecord): void {
    writeDurably(this.path(record.key), renderRecord(record));
  }

  keys(): string[] {
    if (!existsSync(this.#layout.runs)) return [];
    return readdirSync(this.#layout.runs)
      .filter((name) => name.endsWith(".json") && isDigest(name.slice(0, -5)))
      .map((name) => name.slice(0, -5));
  }

  /** Moves a damaged record out of the way, so that its run counts as never done. */
  quarantine(key: string): string {
    mkdirSync(this.#layout.quarantine, { recursive: true });
    const place = join(this.#layout.quarantine, basename(this.path(key)));
    renameSync(this.path(key), place);
    return place;
  }
}

/** A record as it is kept and sent. */
export function renderRecord(record: RunRecord): string {
  return render(digestText(canonicalJson(record)), record);
}

/** The one text that a record has: then not one bit of it can change unseen, white space included. */
function render(digest: string, record: RunRecord): string {
  return `${JSON.stringify({ digest, record }, null, 2)}\n`;
}

/** The record that a text is, whole and of that key; undefined for any other text. */
export function parseRecord(text: string, key: string): RunRecord | undefined {
  try {
    const { digest, record } = JSON.parse(text) as { digest: string; record: RunRecord };
    const isWhole = record.key === key && digestText(canonicalJson(record)) === digest;
    return isWhole && render(digest, record) === text ? record : undefined;
  } catch {
    // Not JSON, or JSON of another shape: damaged, which the caller reports.
    return undefined;
  }
}
