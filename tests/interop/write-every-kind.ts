import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeTable } from "@limen/tables";
import { everyKind, metadata, rows } from "./every-kind.ts";

// Writes the table of every kind of column where the first argument says, twice, and prints the digest of each file.
for (const path of [`${process.argv[2]}-1.parquet`, `${process.argv[2]}-2.parquet`]) {
  await writeTable(path, everyKind, rows, { metadata, rowGroupRows: 3 });
  process.stdout.write(`${createHash("sha256").update(readFileSync(path)).digest("hex")}\n`);
}
