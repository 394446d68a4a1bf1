import { Worker } from "node:worker_threads";

/** What a thread may use. Threads with the same limits are reused. */
export interface ThreadLimits {
  /** Longest wait for one answer, e.g. one row group. */
  readonly deadlineSeconds: number;
  /** Bound of the memory of parquet-wasm. */
  readonly memoryMegabytes: number;
}

export const defaultLimits: ThreadLimits = { deadlineSeconds: 120, memoryMegabytes: 2048 };

/** A thread lent to one reader or writer. `request` rejects, and the thread ends, on any failure. */
export interface ParquetThread {
  request(message: Record<string, unknown>, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Hands the thread back for the next user. */
  release(): void;
  /** Ends the thread, whatever it is doing. */
  end(): Promise<void>;
}

/** Why a thread gave no answer: its text, for messages. */
export class ParquetFailure extends Error {
  override readonly name = "ParquetFailure";
}

/** Starting a thread compiles 6 MB of WebAssembly, so finished ones wait here, without keeping Node alive. */
const idle = new Map<number, Worker[]>();
const idleAtMost = 2;
const dead = new WeakSet<Worker>();
const pagesPerMegabyte = 16;

export function borrowThread(limits: ThreadLimits): ParquetThread {
  const pages = limits.memoryMegabytes * pagesPerMegabyte;
  const worker = idle.get(pages)?.pop() ?? startWorker(pages);
  const end = async (): Promise<void> => {
    dead.add(worker);
    await worker.terminate();
  };
  return {
    end,
    async request(message, transfer = []) {
      if (dead.has(worker)) throw new ParquetFailure("the Parquet thread has ended");
      worker.ref();
      try {
        return await answer(worker, message, transfer, limits.deadlineSeconds);
      } catch (error) {
        await end();
        throw error;
      } finally {
        worker.unref();
      }
    },
    release() {
      const waiting = idle.get(pages) ?? [];
      if (dead.has(worker)) return;
      if (waiting.length < idleAtMost) idle.set(pages, [...waiting, worker]);
      else void end();
    },
  };
}

function startWorker(memoryPages: number): Worker {
  const worker = new Worker(new URL("./parquet-worker.mjs", import.meta.url), {
    workerData: { memoryPages },
    // The parent's loaders (tsx) are of no use to it and take time.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // A panic of parquet-wasm prints a stack; the failure is reported by message instead.
    stderr: true,
    stdout: true,
  });
  // A thread may also trap after its answer: then it is not used again. Waiting requests listen themselves.
  const bury = (): void => {
    dead.add(worker);
    for (const [pages, waiting] of idle)
      idle.set(
        pages,
        waiting.filter((other) => other !== worker),
      );
  };
  worker.on("error", bury);
  worker.on("exit", bury);
  worker.unref();
  return worker;
}

async function answer(
  worker: Worker,
  message: Record<string, unknown>,
  transfer: readonly ArrayBuffer[],
  deadlineSeconds: number,
): Promise<unknown> {
  const listening = new AbortController();
  const reply = new Promise<unknown>((resolve, reject) => {
    const on = (event: string, listener: (value: unknown) => void): void => {
      worker.on(event, listener);
      listening.signal.addEventListener("abort", () => worker.off(event, listener));
    };
    const fail = (reason: string): void => reject(new ParquetFailure(reason));
    const timer = setTimeout(
      () => fail(`no answer within ${deadlineSeconds} seconds`),
      deadlineSeconds * 1000,
    );
    listening.signal.addEventListener("abort", () => clearTimeout(timer));
    on("message", (value) => {
      const { error, value: result } = value as { error?: string; value?: unknown };
      if (error === undefined) resolve(result);
      else fail(error);
    });
    on("error", (error) => fail(describe(error)));
    on("exit", () => fail("the Parquet thread ended"));
  });
  try {
    worker.postMessage(message, transfer);
    return await reply;
  } finally {
    listening.abort();
  }
}

/** A trap of WebAssembly says only "unreachable". */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /unreachable|out of bounds/.test(text)
    ? "its contents contradict each other or need too much memory"
    : text;
}
