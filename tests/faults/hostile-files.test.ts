import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestText, openStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { readLock, renderLock } from "@limen/proof";
import { RandomStream } from "@limen/random";
import { readForeignTable, readTable, writeTable } from "@limen/tables";
import { everyKind, everyKindMetadata, everyKindRow } from "@limen/tables/test-tables";
import { temporaryDirectory } from "@limen/testing";
import { decodeWeights, encodeWeights } from "@limen/weights";
import { expect, test } from "vitest";
import { mutate } from "./mutate.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
// Beside other work the whole takes hours.
const TIMEOUT = isFull ? 6 * 3_600_000 : 120_000;
/** CPU-seconds of all threads: a busy machine stops a process for seconds now and then. */
const LONGEST_SECONDS = 3;
/** What waits this long on any machine has stopped for good. */
const HANG_SECONDS = 60;
const LARGEST_BYTES = 512 * 2 ** 20;

async function goodTable(): Promise<{ path: string; bytes: Buffer }> {
  const path = join(temporaryDirectory(), "table.parquet");
  const rows = Array.from({ length: 60 }, (_, i) => everyKindRow(i));
  await writeTable(path, everyKind, rows, { metadata: everyKindMetadata, rowGroupRows: 25 });
  return { path, bytes: readFileSync(path) };
}

/** Reads mutated files one after the other: each must be refused as a user's file or read, soon and in little memory. */
async function readMutants(
  name: string,
  count: number,
  good: Uint8Array,
  read: (mutant: Buffer) => unknown,
): Promise<void> {
  const random = RandomStream.fromSeed(name);
  let [refused, slowest, largest] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const mutant = mutate(good, random.split(index));
    const begin = performance.now();
    const before = process.cpuUsage();
    try {
      await read(mutant);
    } catch (error) {
      expect(error, `mutant ${index}`).toBeInstanceOf(UserError);
      refused++;
    }
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    expect((performance.now() - begin) / 1000, `wait for mutant ${index}`).toBeLessThan(HANG_SECONDS);
    slowest = Math.max(slowest, seconds);
    largest = Math.max(largest, process.memoryUsage.rss());
    expect(seconds, `CPU-seconds of mutant ${index}`).toBeLessThan(LONGEST_SECONDS);
    expect(largest, `memory after mutant ${index}`).toBeLessThan(LARGEST_BYTES);
  }
  expect(refused).toBeGreaterThan(count / 3);
  const told = `${refused} refused, slowest ${slowest.toFixed(2)} CPU-seconds, largest ${Math.round(largest / 2 ** 20)} MB`;
  process.stdout.write(`${count} mutated ${name}: ${told}\n`);
}

test(
  "mutated tables are refused or read",
  async () => {
    const { path, bytes } = await goodTable();
    await readMutants("tables", isFull ? 3000 : 60, bytes, async (mutant) => {
      writeFileSync(path, mutant);
      await readTable(path, everyKind);
    });
  },
  TIMEOUT,
);

test(
  "mutated Parquet files of others are refused or read",
  async () => {
    const { path, bytes } = await goodTable();
    await readMutants("foreign Parquet files", isFull ? 2000 : 40, bytes, async (mutant) => {
      writeFileSync(path, mutant);
      await readForeignTable(path);
    });
  },
  TIMEOUT,
);

test(
  "mutated weights are refused or read",
  async () => {
    const data = Float32Array.from({ length: 64 }, (_, i) => i);
    const tensors = { kernel: { shape: [8, 8], data }, bias: { shape: [4], data: data.subarray(0, 4) } };
    const good = encodeWeights({ metadata: { config: '{"net":"mlp"}' }, tensors });
    await readMutants("weights", isFull ? 2500 : 500, good, (mutant) => decodeWeights(mutant, "mutant"));
  },
  TIMEOUT,
);

test(
  "no mutated run record or lock file is taken for one",
  async () => {
    const store = openStore(temporaryDirectory());
    const key = digestText("key");
    const outputs = { number: { digest: digestText("number"), bytes: 6, extension: "json" } };
    const rest = { started: "", host: "", seconds: 0.5, peakBytes: 1, measures: [], log: ["a line"] };
    store.records.save({
      key,
      pipeline: "toy",
      node: "a",
      identity: { stage: "a", params: { x: 1 } },
      outputs,
      ...rest,
    });
    const path = store.records.path(key);
    const good = readFileSync(path);
    await readMutants("run records", isFull ? 1500 : 200, good, (mutant) => {
      writeFileSync(path, mutant);
      if (mutant.equals(good)) return;
      const { state } = store.records.find(key);
      expect(state).not.toBe("found");
      throw new UserError({ message: state });
    });
    const lock = join(temporaryDirectory(), "toy.lock.json");
    const nodes = { a: { key, outputs: { number: { sha256: digestText("number"), bytes: 6 } } } };
    const goodLock = Buffer.from(renderLock({ lock: 1, pipeline: "toy", engine: null, nodes }));
    await readMutants("lock files", isFull ? 1000 : 200, goodLock, (mutant) => {
      if (mutant.equals(goodLock)) return;
      writeFileSync(lock, mutant);
      expect(readLock(lock).state).toBe("damaged");
      throw new UserError({ message: "damaged" });
    });
  },
  TIMEOUT,
);
