import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestFile } from "@limen/artifact";
import { writeColumns, writeTable } from "@limen/tables";
import { copyArtifact } from "../copy-artifact.ts";
import type { Terms } from "../terms.ts";
import { croissantOf, type WrittenTable } from "./croissant.ts";
import { aboutDataset, dataCard } from "./data-card.ts";
import type { Dataset } from "./make-dataset.ts";
import type { StoredStudy } from "./read-study.ts";

/** Writes a release into a new folder: tables, data card, Croissant metadata, checksums. Equal arguments, equal bytes. */
export async function writeDataset(
  folder: string,
  dataset: Dataset,
  study: StoredStudy,
  pipeline: string,
  { version, terms }: { readonly version: string; readonly terms: Terms },
): Promise<void> {
  await mkdir(join(folder, "data"), { recursive: true });
  const tables: WrittenTable[] = [];
  for (const table of dataset.tables) {
    const file = `data/${table.name}.parquet`;
    const place = join(folder, file);
    const { spec, content } = table;
    const { metadata } = dataset;
    if ("copyOf" in content) await copyArtifact(content.copyOf, place);
    else if ("groups" in content) await writeColumns(place, spec, content.groups, { metadata });
    else await writeTable(place, spec, content.rows, { metadata });
    tables.push({ ...table, file, sha256: digestFile(place) });
  }
  const about = aboutDataset(dataset, pipeline, version);
  await writeFile(join(folder, "README.md"), dataCard(dataset, study, tables, about, terms));
  await writeFile(join(folder, "croissant.json"), croissantOf(dataset, tables, about, terms));
  const pages = ["README.md", "croissant.json"].map((file) => ({
    file,
    sha256: digestFile(join(folder, file)),
  }));
  const sums = [...pages, ...tables].map(({ file, sha256 }) => `${sha256}  ${file}\n`);
  await writeFile(join(folder, "SHA256SUMS"), sums.join(""));
}
