/**
 * The only place that runs parquet-wasm. A thread of its own, because a damaged file makes it trap, and a
 * trap inside a promise can be caught by no one: here it ends this thread, not the program.
 * Plain JavaScript, because a thread starts without the TypeScript loader of its parent.
 *
 * One client at a time (see parquet-thread.ts), one request at a time: { op, ... } → { value } or { error }.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import {
  Compression,
  initSync,
  ParquetFile,
  Table,
  transformParquetStream,
  WriterPropertiesBuilder,
} from "parquet-wasm/esm";
import { capMemory } from "./wasm-memory-cap.mjs";

const wasm = readFileSync(createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm"));
initSync({ module: new WebAssembly.Module(capMemory(wasm, workerData.memoryPages)) });

/** @type {{ descriptor: number, file: ParquetFile } | undefined} */
let reading;
/** @type {ReturnType<typeof startWriting> | undefined} */
let writing;

/**
 * The requests, as open-parquet.ts and write-table.ts send them.
 * @typedef {object} Request
 * @property {"open" | "read" | "close" | "create" | "append" | "finish"} op
 * @property {string} path of open and create
 * @property {number} group of read
 * @property {number} rows of read: the rows of the group
 * @property {readonly string[]} [columns] of read
 * @property {number} rowGroupRows of create
 * @property {Uint8Array} first of create: Arrow IPC stream of the first batch, which tells the schema
 * @property {Uint8Array} batch of append: Arrow IPC stream
 */

/** @type {Record<Request["op"], (request: Request) => unknown>} */
const operations = {
  async open({ path }) {
    const descriptor = openSync(path, "r");
    const file = await ParquetFile.fromFile(rangesOf(descriptor));
    reading = { descriptor, file };
    const metadata = file.metadata();
    const groups = metadata
      .rowGroups()
      .map((group) => ({ rows: group.numRows(), bytes: group.totalByteSize() }));
    return { schema: file.schema().intoIPCStream(), rows: metadata.fileMetadata().numRows(), groups };
  },

  /** One batch a row group, so that each dictionary comes whole. */
  async read({ group, rows, columns }) {
    if (reading === undefined) throw new Error("read before open");
    const options = {
      rowGroups: [group],
      batchSize: Math.max(rows, 1),
      ...(columns ? { columns: [...columns] } : {}),
    };
    return (await reading.file.read(options)).intoIPCStream();
  },

  close() {
    if (reading === undefined) return;
    reading.file.free();
    closeSync(reading.descriptor);
    reading = undefined;
  },

  async create({ path, rowGroupRows, first }) {
    writing = startWriting(path, rowGroupRows, first);
  },

  append({ batch }) {
    if (writing === undefined) throw new Error("append before create");
    return writing.append(batch);
  },

  async finish() {
    if (writing === undefined) throw new Error("finish before create");
    const done = writing;
    writing = undefined;
    await done.finish();
  },
};

parentPort?.on("message", (/** @type {Request} */ request) => void answer(request));

/**
 * Never rejects: what goes wrong is the answer.
 * @param {Request} request
 */
async function answer(request) {
  try {
    const value = await operations[request.op](request);
    parentPort?.postMessage({ value }, transferable(value));
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * What parquet-wasm asks of a Blob, by ranged reads of a file: only the footer and the wanted row group are
 * ever in memory. (fs.openAsBlob does the same but is experimental on Node 20 and warns.)
 * @param {number} descriptor
 * @returns {Blob}
 */
function rangesOf(descriptor) {
  const slice = (/** @type {number} */ start, /** @type {number} */ end) => ({
    arrayBuffer: async () => {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const count = readSync(descriptor, bytes, filled, bytes.length - filled, start + filled);
        if (count === 0) throw new Error("the file is shorter than its footer says");
        filled += count;
      }
      return bytes.buffer;
    },
  });
  return /** @type {Blob} */ (/** @type {unknown} */ ({ size: fstatSync(descriptor).size, slice }));
}

/**
 * Streams record batches into a Parquet file. parquet-wasm swallows errors of the batches and of the sink, so
 * both are kept here and thrown by the next request; the client also counts the rows of the finished file.
 * @param {string} path
 * @param {number} rowGroupRows
 * @param {Uint8Array} first Arrow IPC stream of the first batch, which tells the schema
 */
function startWriting(path, rowGroupRows, first) {
  const descriptor = openSync(path, "wx");
  /** @type {ReadableStreamDefaultController<unknown>} */
  let source;
  /** @type {() => void} */
  let wanted = () => {};
  /** @type {unknown} */
  let failure;
  const batches = new ReadableStream(
    {
      start: (controller) => {
        source = controller;
      },
      pull: () => wanted(),
    },
    { highWaterMark: 0 },
  );

  /** @param {Uint8Array} ipc */
  const push = (ipc) => {
    for (const batch of Table.fromIPCStream(ipc).recordBatches()) source.enqueue(batch);
  };

  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(rowGroupRows)
    .build();
  push(first);
  const drained = (async () => {
    try {
      for await (const chunk of await transformParquetStream(batches, properties))
        writeAll(descriptor, chunk);
    } catch (error) {
      failure = error ?? new Error("unknown failure");
      wanted();
    } finally {
      closeSync(descriptor);
    }
  })();

  return {
    /** @param {Uint8Array} ipc */
    async append(ipc) {
      if (failure === undefined && (source.desiredSize ?? 0) < 0) {
        await new Promise((resolve) => {
          wanted = () => resolve(undefined);
        });
      }
      if (failure !== undefined) throw failure;
      push(ipc);
    },
    async finish() {
      if (failure === undefined) source.close();
      await drained;
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * @param {number} descriptor
 * @param {Uint8Array} bytes
 */
function writeAll(descriptor, bytes) {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/**
 * @param {unknown} value
 * @returns {ArrayBuffer[]}
 */
function transferable(value) {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}
