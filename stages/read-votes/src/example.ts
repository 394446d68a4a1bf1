import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { buildClassifier, type ClassifierConfig, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { writeTable } from "@limen/tables";
import { facesTable, votesTable } from "@limen/tables/specs";
import { toyFace } from "@limen/testing/rows";

const SIZE = 16;
export const exampleClasses = ["happiness", "sadness", "fear"];

export const exampleParams = { minVotes: 4 };

/** Twelve faces of each split; every third of them has too few votes. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const at = (name: string) => join(folder, name);
  const metadata = { classes: JSON.stringify(exampleClasses), size: String(SIZE) };
  const faces = ["train", "valid", "test"].flatMap((split) =>
    Array.from({ length: 12 }, (_, i) => {
      const counts = i % 3 === 2 ? [1, 1, 0] : [6 - (i % 5), 2, i % 2];
      return { face_id: `${split}-${i}`, split, counts };
    }),
  );
  const rows = await Promise.all(
    faces.map(async ({ face_id, split, counts }, i) => {
      const votes = counts.reduce((sum, count) => sum + count, 0);
      const bytes = await encodeGreyPng(new Uint8Array(SIZE ** 2).fill(40 + 5 * i), SIZE);
      return toyFace({
        face_id,
        image: { bytes, path: null },
        label: Float32Array.from(counts, (count) => count / votes),
        votes,
        majority: exampleClasses[counts.indexOf(Math.max(...counts))]!,
        split,
        source: "ferplus",
      });
    }),
  );
  const votes = faces.flatMap(({ face_id, counts }) =>
    counts.flatMap((count, c) =>
      count === 0 ? [] : [{ face_id, response: exampleClasses[c]!, count, source: "imported" }],
    ),
  );
  await writeTable(at("faces.parquet"), facesTable, rows, { metadata });
  await writeTable(at("votes.parquet"), votesTable, votes);
  const config: ClassifierConfig = {
    family: "classifier",
    name: "toy",
    net: "logistic",
    size: SIZE,
    classes: [...exampleClasses],
    width: 1,
    temperature: 1,
  };
  const net = buildClassifier(config, RandomStream.fromSeed("toy votes"));
  await writeClassifier(at("net.safetensors"), net);
  net.dispose();
  return {
    faces: [at("faces.parquet")],
    votes: [at("votes.parquet")],
    heldOut: [at("net.safetensors")],
  };
}
