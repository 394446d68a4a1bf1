import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { defineTable, int32, readTable, rejectsTable, text, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { objectPath } from "../support/results.ts";
import { FILE, refuse } from "./refuse.ts";

const SIZE = 16;

test("a data folder that is not there stops a run before any work, and is a warning of a plan", () => {
  const folder = temporaryDirectory();
  const yaml = pipeline("source: folders, path: no/such/folder");
  const told = refuse(yaml, ["run", FILE], folder);
  expect(told).toContain(`${FILE}:6:46: path: there is no file or folder ${join(folder, "no/such/folder")}`);
  expect(told).toContain("relative to its folder");
  const planned = limen(["plan", FILE], { artifacts: join(folder, "artifacts"), cwd: folder });
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining("data not there: ") });
  expect(planned.stderr).toContain("warning: ");
});

test("a picture that cannot be read stops the run when such are too many, and is named", async () => {
  const folder = await writePictures({
    "train/joy/a.png": "good",
    "train/anger/b.png": "good",
    "train/anger/broken.png": "corrupt",
  });
  const told = refuse(pipeline("source: folders, path: data"), ["run", FILE], folder);
  expect(told).toContain("1 of 3 inputs cannot be used (33.3 %; at most 5.0 % may be bad)");
  expect(told).toContain("train/anger/broken.png: ");
  expect(told).toContain("raise maxRejected");
});

test("a picture that cannot be read is listed with its file and reason when few are bad", async () => {
  const folder = await writePictures({
    "train/joy/a.png": "good",
    "train/anger/b.png": "good",
    "train/anger/broken.png": "corrupt",
  });
  writeFileSync(join(folder, FILE), pipeline("source: folders, path: data, maxRejected: 0.5"));
  const artifacts = join(folder, "artifacts");
  const { status, output } = limen(["run", FILE], { artifacts, cwd: folder });
  expect(status, output).toBe(0);
  const { rows } = await readTable(objectPath(artifacts, "study", "faces.rejects"), rejectsTable);
  expect(rows.map(({ file, row }) => [file, row])).toEqual([["train/anger/broken.png", null]]);
  expect(rows[0]!.reason).not.toBe("");
});

test("a CSV with other columns is told which are wanted and which are there", async () => {
  const folder = await writePictures({ "a.png": "good" });
  writeFileSync(join(folder, "data/faces.csv"), "picture,emotion\na.png,joy\n");
  const told = refuse(pipeline("source: csv, path: data"), ["run", FILE], folder);
  expect(told).toContain("faces.csv");
  for (const name of ["image", "label", "picture", "emotion"]) expect(told).toContain(name);
});

test("a class without any face to train on is named", async () => {
  const folder = await writePictures({
    "train/joy/a.png": "good",
    "train/anger/b.png": "good",
    "test/fear/c.png": "good",
  });
  const told = refuse(pipeline("source: folders, path: data"), ["run", FILE], folder);
  expect(told).toContain("no face of the train split shows fear");
  expect(told).toContain("classes: [anger, joy]");
});

test("a Parquet file with other columns is told which are wanted and which are there", async () => {
  const folder = temporaryDirectory();
  const columns = { picture: text("a picture"), votes: int32("a count") };
  const other = defineTable({ name: "other", meaning: "Someone else's table.", columns });
  await writeTable(join(folder, "faces.parquet"), other, [{ picture: "a.png", votes: 3 }]);
  const told = refuse(pipeline("source: parquet, path: faces.parquet"), ["run", FILE], folder);
  expect(told).toContain("faces.parquet");
  expect(told).toMatch(/no column (image|label)/);
  expect(told).toContain("allowed: picture, votes");
});

test("a file that is no Parquet file is named", () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, "faces.parquet"), "not a table");
  const told = refuse(pipeline("source: parquet, path: faces.parquet"), ["run", FILE], folder);
  expect(told).toContain("faces.parquet");
});

function pipeline(params: string): string {
  return `limen: 1\nname: study\nnodes:\n  faces:\n    uses: prepare-faces\n    with: { size: ${SIZE}, ${params} }\n`;
}

/** A fresh folder with pictures under data/. Each good one differs from the others. */
async function writePictures(pictures: Readonly<Record<string, "good" | "corrupt">>): Promise<string> {
  const folder = temporaryDirectory();
  for (const [i, [name, kind]] of Object.entries(pictures).entries()) {
    const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, j) => (j * (i + 3)) % 256);
    const png = await encodeGreyPng(pixels, SIZE);
    const place = join(folder, "data", name);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, kind === "good" ? png : png.subarray(0, 40));
  }
  return folder;
}
