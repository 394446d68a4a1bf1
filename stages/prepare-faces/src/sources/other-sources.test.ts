import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { facesTable, writeTable } from "@limen/tables";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { toyPicture } from "../example.ts";
import { params } from "../params.ts";
import { runStage, runWell, temporaryFolder } from "../test/run-stage.ts";

async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const pixels = (value: number | string, count = 2304) => new Array(count).fill(value).join(" ");

test("fer2013.csv gives single classes, and says what is wrong with a row", async () => {
  const rows = [
    "\uFEFFemotion,pixels,Usage",
    `0,${pixels(10)},Training`,
    `3,${pixels(200)},Training`,
    `3,${pixels(90)},PublicTest`,
    `0,${pixels(30)},PrivateTest`,
    `6,${pixels(30)},PrivateTest`,
    `9,${pixels(30)},Training`,
    `0,${pixels(30, 7)},Training`,
    `0,${pixels("300")},Training`,
    `0,${pixels(30)},Testing`,
  ];
  const folder = await writeFiles({ "fer2013/fer2013.csv": rows.join("\n") });
  const given = { source: "fer2013-csv", path: folder, classes: ["anger", "happiness"], maxRejected: 0.5 };
  const { faces, votes, rejects, log } = await runWell(given);
  expect(faces.map((face) => [face.majority, face.split, face.votes])).toEqual([
    ["anger", "train", 0],
    ["happiness", "train", 0],
    ["happiness", "valid", 0],
    ["anger", "test", 0],
  ]);
  expect(votes).toEqual([]);
  expect(rejects.map((reject) => reject.row)).toEqual([7, 8, 9, 10]);
  expect(rejects[0]!.reason).toContain('unknown emotion "9"');
  expect(rejects[1]!.reason).toContain("pixels holds 7 values: 2304 are needed");
  expect(log.join("\n")).toContain("1 × the class is neutral");
});

test("a folder a class, with and without splits on top", async () => {
  const pictures = await Promise.all(Array.from({ length: 40 }, (_, i) => toyPicture(i, 24)));
  const flat = Object.fromEntries(
    pictures.map((png, i) => [`${i % 2 === 0 ? "calm" : "cross"}/${i}.png`, png]),
  );
  const path = await writeFiles(flat);
  const { faces, classes } = await runWell({
    source: "folders",
    path,
    size: 32,
    validShare: 0.3,
    testShare: 0.3,
  });
  expect(classes).toEqual(["calm", "cross"]);
  expect(faces).toHaveLength(40);
  expect(new Set(faces.map((face) => face.split)).size).toBe(3);
  const split = await writeFiles({
    "train/calm/1.png": pictures[0]!,
    "train/cross/2.png": pictures[1]!,
    "val/calm/3.png": pictures[2]!,
    "test/cross/4.png": pictures[3]!,
    "test/cross/note.txt": "hello",
    ".hidden/x.png": "no",
  });
  const named = await runWell({ source: "folders", path: split, maxRejected: 0.5 });
  expect(named.faces.map((face) => face.split)).toEqual(["test", "train", "train", "valid"]);
  expect(named.rejects).toEqual([
    { file: "test/cross/note.txt", row: null, reason: expect.stringContaining("not a picture") },
  ]);
});

test("a CSV names pictures, labels, splits and people", async () => {
  const path = await writeFiles({
    "list.csv":
      "file,emotion,part,who\nin/a.png,sad,train,p1\nin/b.png,glad,train,p2\nin/c.png,glad,test,p3\nin/none.png,sad,train,p1\nin/c.png,sad,test,p3\n../x.png,sad,test,p3\n",
    "in/a.png": await toyPicture(1),
    "in/b.png": await toyPicture(2),
    "in/c.png": await toyPicture(3),
  });
  const columns = { imageColumn: "file", labelColumn: "emotion", splitColumn: "part", identityColumn: "who" };
  const given = { source: "csv", path, ...columns, maxRejected: 0.6, validShare: 0 };
  const { faces, classes, rejects } = await runWell(given);
  expect(classes).toEqual(["glad", "sad"]);
  expect(faces.map((face) => [face.file, face.majority, face.split, face.identity])).toEqual([
    ["in/a.png", "sad", "train", "p1"],
    ["in/b.png", "glad", "train", "p2"],
    ["in/c.png", "glad", "test", "p3"],
  ]);
  expect(rejects.map(({ row }) => row)).toEqual([5, 6, 7]);
  const { failure } = await runStage({ ...given, labelColumn: "emotoin" });
  expect(failure?.message).toContain(
    'there is no column "emotoin"; the columns are file, emotion, part, who',
  );
  expect(failure?.message).toContain('did you mean "emotion"?');
});

test("vote columns become shares, and a person stays in one split", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i}.png,${i % 3},2,p${i % 6}`);
  const pictures = await Promise.all(
    rows.map(async (_, i) => [`${i}.png`, await toyPicture(i, 20)] as const),
  );
  const path = await writeFiles({
    ...Object.fromEntries(pictures),
    "v.csv": `image,a,b,who\n${rows.join("\n")}`,
  });
  const given = {
    source: "csv",
    path,
    voteColumns: ["a", "b"],
    identityColumn: "who",
    validShare: 0.3,
    testShare: 0.3,
  };
  const { faces, votes } = await runWell(given);
  expect(faces).toHaveLength(30);
  for (const face of faces) {
    const same = faces.filter((other) => other.identity === face.identity);
    expect(new Set(same.map((other) => other.split)).size).toBe(1);
  }
  expect(votes.reduce((sum, vote) => sum + vote.count, 0)).toBe(30 * 2 + 30);
});

/** A Parquet file with six faces of two classes, the last of which is no picture. */
async function writeParquet(): Promise<string> {
  const rows = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => ({
      face_id: `f${i}`,
      image: { bytes: i === 5 ? new Uint8Array([1, 2, 3]) : await toyPicture(i), path: null },
      label: Float32Array.of(1, 0),
      votes: 0,
      majority: i % 2 === 0 ? "calm" : "cross",
      split: i < 3 ? "train" : "test",
      source: "csv",
      identity: null,
      truth: null,
      controls: new Float32Array(0),
      file: "",
    })),
  );
  const folder = await temporaryFolder();
  const metadata = { classes: JSON.stringify(["calm", "cross"]) };
  await writeTable(join(folder, "mine.parquet"), facesTable, rows, { metadata });
  return folder;
}

const parquet = { source: "parquet", labelColumn: "majority", splitColumn: "split", validShare: 0 };

test("a Parquet file with an image column is read, here one of our own", async () => {
  const given = { ...parquet, path: await writeParquet() };
  const { faces, rejects } = await runWell({ ...given, maxRejected: 0.3 });
  expect(faces.map((face) => [face.majority, face.split])).toEqual([
    ["calm", "train"],
    ["cross", "train"],
    ["calm", "train"],
    ["cross", "test"],
    ["calm", "test"],
  ]);
  expect(rejects).toEqual([
    { file: "mine.parquet", row: 6, reason: expect.stringContaining("cannot be read as an image") },
  ]);
  const { failure } = await runStage({ ...given, labelColumn: "majorty" });
  expect(failure?.message).toContain("majority");
});

test("Parquet files are read out of an archive, and problems name the archive and the entry", async () => {
  const folder = await writeParquet();
  const plain = await runWell({ ...parquet, path: folder, maxRejected: 0.3 });
  const archive = join(folder, "faces.tgz");
  const bytes = await readFile(join(folder, "mine.parquet"));
  await writeArchive(archive, { "data/mine.parquet": bytes, "data/README.md": "about" });
  const given = { ...parquet, path: archive };
  const packed = await runWell({ ...given, maxRejected: 0.3 });
  expect(packed.faces.map(({ image }) => image)).toEqual(plain.faces.map(({ image }) => image));
  expect(packed.faces.map(({ file }) => file)).toEqual(plain.faces.map(() => "data/mine.parquet"));
  expect(packed.rejects).toMatchObject([{ file: "data/mine.parquet", row: 6 }]);
  const columns = await runStage({ ...given, labelColumn: "majorty" });
  expect(columns.failure?.message).toContain(`${archive}: data/mine.parquet`);
  await writeArchive(archive, { "empty.parquet": "" });
  expect((await runStage(given)).failure?.message).toContain(`${archive}: empty.parquet`);
  await writeArchive(archive, { "a.txt": "hello" });
  expect((await runStage(given)).failure?.message).toContain("there is no Parquet file");
});

async function writeArchive(path: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, createGzip(), createWriteStream(path));
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  await written;
}

test("parameters that cannot go together are refused at once", () => {
  const shares = params.safeParse({ validShare: 0.6, testShare: 0.5 });
  expect(shares.error?.issues[0]?.path).toEqual(["testShare"]);
  expect(params.safeParse({ source: "ferplus" }).error?.issues[0]?.path).toEqual(["path"]);
});
