import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@limen/collect/testing";
import { InternalError } from "@limen/errors";
import { quantile } from "simple-statistics";
import type { Load, Measured } from "./collect/load.ts";
import type { Served } from "./collect/server.ts";
import { printTable } from "./print-table.ts";
import { roundsOf } from "./rounds-of.ts";

/**
 * Answers a second that the experiment's server takes, and how long each waits: `npm run bench -- collect [seconds] [rate]`, each
 * with faces dealt by chance and with a closed loop that chooses half of them among 500. Server and participants are processes
 * of their own on this machine. Bar: 200 a second for 60 s with a p99 under 50 ms.
 */
const SESSIONS = 200;
const SECONDS = roundsOf(process.argv[2], 60);
const RATE = roundsOf(process.argv[3], 200);
const MOST_ANSWERS = 100_000;
if (SECONDS * RATE > MOST_ANSWERS) throw new InternalError(`at most ${MOST_ANSWERS} answers`);

const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
const postgres = await startPostgres();
try {
  let count = 0;
  const places: Record<string, () => string> = { libsql: () => join(folder, `answers-${count++}.db`) };
  if (postgres) places.PostgreSQL = () => postgres.newDatabase();
  console.log(`${RATE} answers a second for ${SECONDS} s by ${SESSIONS} participants of 450 trials`);
  const disk = measureDisk();
  console.log(
    `the machine: load ${loadavg()[0]!.toFixed(1)}; a page written for good takes p50 ${at(disk, 0.5)}, p99 ${at(disk, 0.99)} ms`,
  );
  const rows = [];
  for (const [name, newPlace] of Object.entries(places)) {
    rows.push(await rowOf(name, { place: newPlace(), isClosed: false }));
    rows.push(await rowOf(`${name}, closed loop`, { place: newPlace(), isClosed: true }));
  }
  printTable([
    [
      "database",
      "answers",
      "a second",
      "p50 ms",
      "p99 ms",
      "worst ms",
      "sent late p99 ms",
      "refused",
      "server CPU-s a 1000",
      "server MiB",
    ],
    ...rows,
  ]);
  if (!postgres) console.log("PostgreSQL is not installed.");
} finally {
  postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function rowOf(name: string, served: Served): Promise<string[]> {
  const server = start("server.ts");
  const participants = start("load.ts");
  try {
    server.send(served);
    const [{ address }] = (await once(server, "message")) as [{ address: string }];
    const load: Load = { address, sessions: SESSIONS, seconds: SECONDS, rate: RATE };
    participants.send(load);
    await once(participants, "message");
    // Sessions have begun and pictures are no part of it: from here on answers are counted.
    server.send("begin");
    await once(server, "message");
    participants.send("begin");
    const [{ waits, lateness, refused, seconds }] = (await once(participants, "message")) as [Measured];
    server.send("end");
    const [{ cpu, bytes }] = (await once(server, "message")) as [{ cpu: number; bytes: number }];
    return [
      name,
      String(waits.length),
      (waits.length / seconds).toFixed(1),
      at(waits, 0.5),
      at(waits, 0.99),
      at(waits, 1),
      at(lateness, 0.99),
      String(refused),
      ((1000 * cpu) / waits.length).toFixed(2),
      (bytes / 2 ** 20).toFixed(0),
    ];
  } finally {
    // They end by themselves, so that a profiler of theirs (node --cpu-prof) can write what it saw.
    server.disconnect();
    participants.disconnect();
  }
}

/** (milliseconds) the value that so large a share of them does not pass. */
function at(values: readonly number[], share: number): string {
  return quantile([...values], share).toFixed(1);
}

/** (milliseconds) that the disk takes to write a page for good: what no answer can be faster than. */
function measureDisk(): readonly number[] {
  const file = openSync(join(folder, "page"), "w");
  const page = new Uint8Array(4096);
  const times = Array.from({ length: 200 }, () => {
    const begin = performance.now();
    writeSync(file, page, 0, page.length, 0);
    fdatasyncSync(file);
    return performance.now() - begin;
  });
  closeSync(file);
  return times;
}

function start(file: string): ChildProcess {
  const child = fork(fileURLToPath(new URL(`collect/${file}`, import.meta.url)));
  child.once("exit", (code) => {
    if (code) throw new InternalError(`${file} ended with ${code}`);
  });
  return child;
}
