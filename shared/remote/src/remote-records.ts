import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { digestText, type RunRecord } from "@limen/artifact";
import type { Fault } from "./fault.ts";
import { MOST_RECORD_BYTES, parseForeignRecord } from "./foreign-record.ts";
import { inParallel } from "./in-parallel.ts";
import type { Remote } from "./remote.ts";
import { recordPath } from "./remote-paths.ts";

/** Run records of a remote, each read and checked once. */
export class RemoteRecords {
  readonly #remote: Remote;
  readonly #scratch: string;
  readonly #remedy: string;
  readonly #asked = new Set<string>();
  readonly #records = new Map<string, RunRecord>();
  /** Records that were refused. */
  readonly faults: Fault[] = [];

  /** `scratch` is a folder of its own for files on their way; `remedy` mends records that are refused. */
  constructor(remote: Remote, scratch: string, remedy: string) {
    this.#remote = remote;
    this.#scratch = scratch;
    this.#remedy = remedy;
  }

  /** Asks for those not asked for yet; says how many were found. */
  async ask(keys: readonly string[]): Promise<number> {
    const fresh = [...new Set(keys)].filter((key) => !this.#asked.has(key));
    for (const key of fresh) this.#asked.add(key);
    if (fresh.length === 0) return 0;
    const sizes = await this.#remote.sizes(fresh.map(recordPath));
    const there = fresh.filter((key) => sizes.has(recordPath(key)));
    await inParallel(there, async (key) => this.#read(key, sizes.get(recordPath(key)) ?? 0));
    return there.filter((key) => this.#records.has(key)).length;
  }

  find(key: string): RunRecord | undefined {
    return this.#records.get(key);
  }

  async #read(key: string, bytes: number): Promise<void> {
    const path = recordPath(key);
    const refuse = (why: string) =>
      this.faults.push({ path, what: `run record ${key.slice(0, 12)}`, why, remedy: this.#remedy });
    if (bytes > MOST_RECORD_BYTES) {
      refuse(`it has ${bytes} bytes, and no record is that large`);
      return;
    }
    const file = join(this.#scratch, digestText(path));
    try {
      if (!(await this.#remote.get(path, file, bytes))) return;
      const record = parseForeignRecord(readFileSync(file, "utf8"), key);
      if (record === undefined) refuse("it is not as a run wrote it");
      else this.#records.set(key, record);
    } finally {
      rmSync(file, { force: true });
    }
  }
}
