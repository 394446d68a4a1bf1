import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestFile } from "@limen/artifact";
import { median } from "simple-statistics";
import { measure } from "../measure.ts";

const BYTES = 512 * 2 ** 20;

/** How fast the store reads and hashes a file that the system holds in memory, beside SHA-256 of bytes in hand. */
export function hashRates(folder: string, rounds: number): string {
  const bytes = Buffer.alloc(BYTES);
  for (let i = 0; i < BYTES; i += 4) bytes.writeUInt32LE((i * 2654435761) % 2 ** 32, i);
  const file = join(folder, "object");
  writeFileSync(file, bytes);
  const rates = { file: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    rates.file.push(BYTES / measure(() => digestFile(file)).cost.wall / 1e9);
    rates.bare.push(BYTES / measure(() => createHash("sha256").update(bytes).digest()).cost.wall / 1e9);
  }
  const [ofFile, bare] = [median(rates.file), median(rates.bare)];
  return `hashing a file: ${ofFile.toFixed(2)} GB/s; bytes in memory: ${bare.toFixed(2)} GB/s (wanted: 1 GB/s)`;
}
