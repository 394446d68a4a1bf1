import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { permutation, RandomStream } from "@limen/random";
import { exclusionsTable, readTable } from "@limen/tables";

const SPLITS = 50;

/**
 * Writes the halves that the stage drew, for the peers: names of the kept participants in the order of the trials, and a
 * byte a split and participant, 1 in the first half.
 */
export async function writeHalves(folder: string, seedPath: readonly string[]): Promise<void> {
  const { rows } = await readTable(join(folder, "exclusions-out.parquet"), exclusionsTable);
  const excluded = new Set(rows.filter((row) => row.excluded).map((row) => row.participant_id));
  const kept = [...new Set(rows.map((row) => row.participant_id))].filter((name) => !excluded.has(name));
  const random = ["reliability", "halves"].reduce(
    (stream, label) => stream.split(label),
    RandomStream.fromSeed(seedPath[0]!).split(seedPath[1]!),
  );
  const inFirst = new Uint8Array(SPLITS * kept.length);
  for (let split = 0; split < SPLITS; split++) {
    const order = permutation(random.split(split), kept.length);
    for (let i = 0; i < kept.length / 2; i++) inFirst[split * kept.length + order[i]!] = 1;
  }
  writeFileSync(join(folder, "kept.json"), JSON.stringify(kept));
  writeFileSync(join(folder, "halves.bin"), inFirst);
}
