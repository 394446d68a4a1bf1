import { createWriteStream } from "node:fs";
import { appendFile, copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { toyPicture, writeToyFerplus } from "../example.ts";
import { runStage, runWell, temporaryFolder } from "../test/run-stage.ts";

const toy = { source: "ferplus", classes: ["neutral", "happiness", "sadness"], rule: "majority" };
const two = { ...toy, classes: ["neutral", "happiness"] };

async function toyFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await writeToyFerplus(folder);
  return folder;
}

test("a folder in FER+'s shape gives shares, votes and splits", async () => {
  const { faces, votes, classes, rejects } = await runWell({ ...two, path: await toyFolder() });
  expect(classes).toEqual(["neutral", "happiness"]);
  expect(faces.map((face) => face.face_id)).toEqual(faces.map((face) => face.face_id).toSorted());
  expect(faces.map((face) => face.split)).toEqual(["train", "valid", "test"].flatMap((s) => [s, s, s, s]));
  expect(faces[0]!.label[0]).toBeCloseTo(7 / 9, 6);
  expect(faces[0]).toMatchObject({ votes: 9, majority: "neutral", source: "ferplus", truth: null });
  expect(faces[1]).toMatchObject({ votes: 9, majority: "happiness" });
  // The single vote for neutral is not behind the label, but it was cast.
  expect(votes.filter((vote) => vote.face_id === faces[1]!.face_id)).toEqual([
    { face_id: faces[1]!.face_id, response: "neutral", count: 1, source: "imported" },
    { face_id: faces[1]!.face_id, response: "happiness", count: 9, source: "imported" },
  ]);
  expect(rejects).toEqual([]);
});

test("the same faces in an archive, or an archive beside the CSV, give the same bytes", async () => {
  const folder = await toyFolder();
  const archive = join(await temporaryFolder(), "faces.tar.gz");
  await packFolder(folder, archive, ["data", "fer2013new.csv"]);
  const beside = await temporaryFolder();
  await packFolder(folder, join(beside, "pictures.tar.gz"), ["data"]);
  await copyFile(join(folder, "fer2013new.csv"), join(beside, "fer2013new.csv"));
  const bytes = async (path: string) => (await runStage({ ...two, path })).bytes();
  const expected = await bytes(folder);
  expect(await bytes(archive)).toEqual(expected);
  expect(await bytes(beside)).toEqual(expected);
});

test("every bad input is listed with its reason, the good ones are kept", async () => {
  const folder = await toyFolder();
  const train = join(folder, "data", "FER2013Train");
  await writeFile(join(train, "fer0000000.png"), "no picture");
  await writeFile(join(train, "fer0000099.png"), await toyPicture(99));
  await rm(join(train, "fer0000003.png"));
  await appendFile(
    join(folder, "fer2013new.csv"),
    "Training,,9,0,0,0,0,0,0,0,0,0\nTrainin,fer0000001.png,9,0,0,0,0,0,0,0,0,0\nTraining,fer0000001.png,9,0,0,0,0,0,0,0,0,0\nTraining,fer0000002.png,x,0,0,0,0,0,0,0,0,0\n",
  );
  const { faces, rejects } = await runWell({ ...two, path: folder, maxRejected: 0.5 });
  expect(faces).toHaveLength(10);
  const reasons = rejects.map(({ file, row, reason }) => `${file} ${row} ${reason}`).join("\n");
  expect(reasons).toContain("data/FER2013Train/fer0000000.png 2 cannot be read as an image");
  expect(reasons).toContain(
    "data/FER2013Train/fer0000099.png null no row of fer2013new.csv names this picture",
  );
  expect(reasons).toContain("fer2013new.csv 5 there is no picture in FER2013Train of this name");
  expect(reasons).toContain("fer2013new.csv 14 empty row: no image name");
  expect(reasons).toContain('fer2013new.csv 15 unknown usage "Trainin"; did you mean "Training"?');
  expect(reasons).toContain("fer2013new.csv 16 the picture is listed twice");
  expect(reasons).toContain("fer2013new.csv 17 votes must be whole numbers");
  const strict = await runStage({ ...two, path: folder });
  expect(strict.written).toBe(false);
  expect(strict.failure?.name).toBe("UserError");
  expect(strict.failure?.message).toMatch(
    /7 of 17 inputs cannot be used \(41.2 %; at most 5.0 % may be bad\)/,
  );
  expect(strict.failure?.message).toContain("1 × empty row: no image name");
});

test("pictures in which somebody saw no face stand apart, also those that are faces to most", async () => {
  const folder = await toyFolder();
  const csv = join(folder, "fer2013new.csv");
  const lines = (await readFile(csv, "utf8")).split("\n");
  lines[1] = "Training,fer0000000.png,7,2,0,0,0,0,0,0,0,1";
  lines[2] = "Training,fer0000001.png,0,0,0,0,0,0,0,0,1,9";
  await writeFile(csv, lines.join("\n"));
  const { faces, notFaces } = await runWell({ ...two, path: folder });
  expect(faces).toHaveLength(11);
  expect(notFaces.metadata.classes).toBe('["not a face","face"]');
  expect(notFaces.rows.map(({ face_id, majority, votes }) => [face_id, majority, votes])).toEqual([
    ["fer0000000", "face", 10],
    ["fer0000001", "not a face", 10],
  ]);
  expect(notFaces.rows[0]!.label[0]).toBeCloseTo(0.1, 6);
  expect(notFaces.rows[0]!.image).toEqual(faces[0]!.image);

  await writeFile(join(folder, "data", "FER2013Train", "fer0000000.png"), "no picture");
  const damaged = await runWell({ ...two, path: folder, maxRejected: 0.5 });
  expect(damaged.notFaces.rows).toHaveLength(1);
  expect(damaged.rejects).toHaveLength(1);
});

test("wrong places and columns are explained", async () => {
  const missing = await runStage({ ...two, path: join(await temporaryFolder(), "nowhere") });
  expect(missing.failure?.message).toContain("there is no such file or folder");
  const empty = await runStage({ ...two, path: await temporaryFolder() });
  expect(empty.failure?.message).toContain("there is no fer2013new.csv");
  const folder = await toyFolder();
  const csv = join(folder, "fer2013new.csv");
  await writeFile(csv, (await readFile(csv, "utf8")).replace("Image name", "Image nam"));
  const columns = await runStage({ ...two, path: folder });
  expect(columns.failure?.message).toContain(
    'there is no column "Image name"; the columns are Usage, Image nam',
  );
  expect(columns.failure?.message).toContain('did you mean "Image nam"?');
  const none = await runStage({ ...toy, path: await toyFolder() });
  expect(none.failure?.message).toContain("no face of the train split shows sadness");
});

test("links, names that lead outside and cut archives are refused", async () => {
  const archive = join(await temporaryFolder(), "evil.tar");
  const tar = pack();
  tar.entry({ name: "../outside.png" }, "x");
  tar.entry({ name: "link.png", type: "symlink", linkname: "/etc/hostname" });
  tar.entry({ name: "a/one.png" }, Buffer.from(await toyPicture(1)));
  tar.entry({ name: "b/two.png" }, Buffer.from(await toyPicture(2)));
  tar.finalize();
  await pipeline(tar, createWriteStream(archive));
  const { rejects, faces } = await runWell({
    source: "folders",
    path: archive,
    maxRejected: 1,
    validShare: 0,
    testShare: 0,
  });
  expect(faces.map((face) => face.file)).toEqual(["a/one.png", "b/two.png"]);
  expect(rejects.map((reject) => reject.reason)).toEqual([
    "its name leads outside the archive: refused",
    "a symlink entry, not a plain file: refused",
  ]);
  const cut = join(await temporaryFolder(), "cut.tar.gz");
  await writeFile(cut, "not gzip at all");
  const { failure } = await runStage({ source: "folders", path: cut });
  expect(failure?.message).toContain("the archive cannot be read");
});

/** A FER+ folder of the user's own, which no repository may hold. */
const real = process.env.LIMEN_FERPLUS || undefined;
const noReal = real === undefined ? " (skipped: LIMEN_FERPLUS names no folder with FER+)" : "";

test.skipIf(real === undefined)(`real FER+ data: kept counts as by the majority rule${noReal}`, async () => {
  const { faces, classes, rejects } = await runWell({ source: "ferplus", path: real, limit: 400 });
  expect(classes).toHaveLength(8);
  expect(faces.length).toBeGreaterThan(1100);
  expect(rejects.length).toBeGreaterThan(0);
  const unanimous = faces.filter((face) => Math.max(...face.label) === 1).length / faces.length;
  expect(unanimous).toBeGreaterThan(0.3);
});

async function packFolder(folder: string, archive: string, tops: readonly string[]): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, createGzip(), createWriteStream(archive));
  const add = async (name: string): Promise<void> => {
    const entries = await readdir(join(folder, name)).catch(() => undefined);
    if (entries === undefined) tar.entry({ name }, await readFile(join(folder, name)));
    // Backwards, so that the order in the archive differs from that of the names.
    else for (const entry of entries.toReversed()) await add(`${name}/${entry}`);
  };
  for (const top of tops) await add(top);
  tar.finalize();
  await written;
}
