import { createHash, type Hash } from "node:crypto";
import { readMetadata, scanTable } from "./read-table.ts";
import type { ColumnKind, ImageCell, TableSpec } from "./spec.ts";

/** What a table says, apart from how its file says it. */
export interface RowsDigest {
  readonly rows: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

/** Metadata that writers add by themselves: it tells who wrote, not what. */
const OF_WRITERS = new Set(["ARROW:schema", "pandas", "huggingface"]);

/**
 * SHA-256 over a table's name, columns, metadata and cells in order: the same for every compression, row group size and
 * version of the writer. Throws a UserError as scanTable does.
 */
export async function digestRows(path: string, spec: TableSpec): Promise<RowsDigest> {
  const hash = createHash("sha256");
  const metadata = Object.entries(await readMetadata(path)).filter(([name]) => !OF_WRITERS.has(name));
  const columns = Object.entries(spec.columns);
  const kinds = columns.map(([name, { kind }]) => [name, kind]);
  hash.update(`${JSON.stringify([spec.name, kinds, metadata.sort(([a], [b]) => (a < b ? -1 : 1))])}\n`);
  const sink = new ByteSink(hash);
  let rows = 0;
  for await (const group of scanTable(path, spec)) {
    for (const row of group as Record<string, unknown>[]) {
      for (const [name, { kind }] of columns) addCell(sink, kind, row[name]);
    }
    rows += group.length;
  }
  sink.flush();
  return { rows, digest: hash.digest("hex") };
}

const MISSING = 0;
const THERE = 1;

/** Each cell says first whether it is there, then its length where that varies: no two rows have the same bytes. */
function addCell(sink: ByteSink, kind: ColumnKind, cell: unknown): void {
  sink.byte(cell === null ? MISSING : THERE);
  if (cell === null) return;
  if (kind === "bool") sink.byte(cell === true ? 1 : 0);
  else if (typeof cell === "number") sink.number(cell);
  else if (typeof cell === "string") sink.text(cell);
  else if (cell instanceof Float32Array) {
    sink.number(cell.length);
    for (const value of cell) sink.number(value);
  } else addImage(sink, cell as ImageCell);
}

function addImage(sink: ByteSink, { bytes, path }: ImageCell): void {
  sink.bytes(bytes);
  sink.byte(path === null ? MISSING : THERE);
  if (path !== null) sink.text(path);
}

const ROOM = 1 << 16;

/** Gathers small pieces: a hash that is fed cell by cell spends its time on calls. */
class ByteSink {
  readonly #hash: Hash;
  readonly #buffer = Buffer.alloc(ROOM);
  #used = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#used = this.#buffer.writeUInt8(value, this.#used);
  }

  /** As a float64, which holds every int32 and float32 exactly; −0 is not 0. */
  number(value: number): void {
    this.#reserve(8);
    this.#used = this.#buffer.writeDoubleLE(value, this.#used);
  }

  text(value: string): void {
    this.bytes(Buffer.from(value));
  }

  bytes(value: Uint8Array): void {
    this.number(value.length);
    if (value.length > ROOM) {
      this.flush();
      this.#hash.update(value);
      return;
    }
    this.#reserve(value.length);
    this.#buffer.set(value, this.#used);
    this.#used += value.length;
  }

  flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #reserve(length: number): void {
    if (this.#used + length > ROOM) this.flush();
  }
}
