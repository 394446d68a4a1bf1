import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, readTable, rejectsTable, writeTable } from "@limen/tables";
import { hostileNames, runStage, type Surroundings, surroundings } from "@limen/testing";
import { toyFace } from "@limen/testing/rows";
import { writeEntries } from "@limen/testing/tar-entries";
import { expect, test } from "vitest";
import { importStage } from "../support/stages.ts";

const prepareFaces = await importStage("prepare-faces");
const SHARES = { validShare: 0, testShare: 0, maxRejected: 1 };

function picture(index: number, size = 8): Promise<Uint8Array> {
  const random = RandomStream.fromSeed("faces").split(index);
  return encodeGreyPng(
    Uint8Array.from({ length: size * size }, () => random.integer(256)),
    size,
  );
}

/** Pictures around the box, one of them of the name that hostile names lead to. */
async function around(): Promise<Surroundings> {
  const secret = await picture(99);
  return surroundings({
    "secret.png": secret,
    "joy/secret.png": secret,
    "faces.tar": tarBytes,
    "link/x.png": secret,
  });
}
const tarBytes = new Uint8Array(1024);

/** The faces and rejects that come of data in the box. */
async function prepare(path: string, params: object) {
  const given = { ...SHARES, ...params, path };
  const { outputs } = await runStage(prepareFaces, { params: given, externals: { path } });
  const { rows: faces } = await readTable(outputs.faces!, facesTable);
  const { rows: rejects } = await readTable(outputs.rejects!, rejectsTable);
  return { faces, rejects };
}

/** Good pictures of two classes, under names that nobody minds. */
async function goodFiles(box: string): Promise<string> {
  const folder = join(box, "data");
  for (const [index, name] of ["joy/1.png", "fear/2.png"].entries()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), await picture(index));
  }
  return folder;
}

/** In a cell of CSV. */
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test("no cell of a CSV leads out of its folder, nor out of its archive", async () => {
  const surrounding = await around();
  const { box, beside, disturbed } = surrounding;
  const folder = await goodFiles(box);
  // Some names are made true: by a link in the folder.
  symlinkSync(beside("link"), join(folder, "linked"));
  symlinkSync(beside("secret.png"), join(folder, "one.png"));
  const names = [
    ...hostileNames(join(box, "secret.png")),
    ...hostileNames(beside("secret.png")),
    ["through a linked folder", "linked/x.png"],
    ["a link", "one.png"],
  ] as const;
  const rows = names.map(([, name]) => `${quoted(name)},joy`);
  const csv = ["image,label", "joy/1.png,joy", "fear/2.png,fear", ...rows].join("\n");
  writeFileSync(join(folder, "list.csv"), csv);
  disturbed();
  const columns = { source: "csv", imageColumn: "image", labelColumn: "label" };
  const { faces, rejects } = await prepare(folder, columns);
  expect(faces.map(({ file }) => file).sort()).toEqual(["fear/2.png", "joy/1.png"]);
  expect(rejects.filter(({ row }) => row !== null).length).toBeGreaterThanOrEqual(names.length - 1);
  const archive = join(box, "faces.tar");
  const entries = ["joy/1.png", "fear/2.png", "list.csv"].map((name) => ({
    header: { name },
    body: readFileSync(join(folder, name)),
  }));
  writeFileSync(archive, await writeEntries(entries));
  const packed = await prepare(archive, columns);
  expect(packed.faces.map(({ file }) => file).sort()).toEqual(["fear/2.png", "joy/1.png"]);
  expect(disturbed()).toEqual([]);
});

test("no image name of FER+'s votes leads out of the folder of its split", async () => {
  const { box, beside, disturbed } = await around();
  const folder = join(box, "data");
  for (const part of ["FER2013Train", "FER2013Valid", "FER2013Test"]) {
    mkdirSync(join(folder, part), { recursive: true });
    for (const index of [0, 1]) writeFileSync(join(folder, part, `fer${index}.png`), await picture(index));
  }
  const votes = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";
  const lines = ["Training", "PublicTest", "PrivateTest"].flatMap((usage) => [
    `${usage},fer0.png,9,0,0,0,0,0,0,0,0,0`,
    `${usage},fer1.png,0,9,0,0,0,0,0,0,0,0`,
  ]);
  const names = hostileNames(beside("secret.png"));
  const hostile = names.map(([, name]) => `Training,${quoted(name)},9,0,0,0,0,0,0,0,0,0`);
  writeFileSync(
    join(folder, "fer2013new.csv"),
    [`Usage,Image name,${votes}`, ...lines, ...hostile].join("\n"),
  );
  disturbed();
  const { faces, rejects } = await prepare(folder, { source: "ferplus", classes: ["neutral", "happiness"] });
  expect(faces).toHaveLength(6);
  expect(rejects).toHaveLength(names.length);
  expect(disturbed()).toEqual([]);
});

test("links to pictures, folders, archives and tables are refused by name, in folders as in archives", async () => {
  const { box, beside, disturbed } = await around();
  const folder = await goodFiles(box);
  symlinkSync(beside("secret.png"), join(folder, "joy/link.png"));
  symlinkSync(beside("link"), join(folder, "fear/folder"));
  symlinkSync(beside("faces.tar"), join(folder, "more.tar"));
  symlinkSync("/dev/zero", join(folder, "joy/zero.png"));
  symlinkSync(".", join(folder, "joy/loop"));
  const { faces, rejects } = await prepare(folder, { source: "folders" });
  expect(faces.map(({ file }) => file).sort()).toEqual(["fear/2.png", "joy/1.png"]);
  const places = ["fear/folder", "joy/link.png", "joy/loop", "joy/zero.png", "more.tar"];
  expect(rejects.map(({ file }) => file)).toEqual(places);
  for (const { reason } of rejects) expect(reason).toContain("a link or device");
  expect(disturbed()).toEqual([]);
});

test("an archive's entries of hostile names and kinds are refused, and nothing is written under a name of theirs", async () => {
  const { box, beside, disturbed } = await around();
  const file = async (name: string, index: number) => ({
    header: { name },
    body: Buffer.from(await picture(index)),
  });
  const names = hostileNames(beside("secret.png")).filter(([, name]) => name !== "");
  const kinds = (
    [
      ["symlink", { linkname: "../../secret.png" }],
      ["link", { linkname: beside("secret.png") }],
      ["character-device", { devmajor: 1, devminor: 5 }],
      ["block-device", { devmajor: 8, devminor: 0 }],
      ["fifo", {}],
    ] as const
  ).map(([type, more]) => ({ header: { name: `joy/${type}.png`, type, ...more }, body: Buffer.of() }));
  const entries = await Promise.all([
    file("joy/1.png", 0),
    file("fear/2.png", 1),
    ...names.flatMap(([, name]) => [file(name, 7), file(`joy/${name}`, 7)]),
    // One name where upper and lower case are one.
    file("joy/one.png", 3),
    file("JOY/ONE.PNG", 4),
  ]);
  const archive = join(box, "faces.tar");
  writeFileSync(archive, await writeEntries([...entries, ...kinds]));
  const { faces, rejects } = await prepare(archive, { source: "folders", classes: ["joy", "fear"] });
  const refused = new Set(rejects.map(({ file }) => file));
  for (const { header } of kinds) expect(refused).toContain(header.name);
  for (const { file } of faces) {
    expect(file.split("/")).not.toContain("..");
    expect(file.startsWith("/")).toBe(false);
  }
  expect(faces.map(({ file }) => file)).toEqual(
    expect.arrayContaining(["joy/1.png", "fear/2.png", "joy/one.png"]),
  );
  expect(disturbed()).toEqual([]);
});

test("a Parquet file's paths of pictures are not opened, and links to Parquet files not followed", async () => {
  const { box, beside, disturbed } = await around();
  const folder = join(box, "data");
  mkdirSync(folder);
  const metadata = { classes: '["joy","fear"]', size: "8", controls: "[]" };
  const names = hostileNames(beside("secret.png"));
  const row = (face_id: string, bytes: Uint8Array, path: string, index: number) =>
    toyFace({
      face_id,
      image: { bytes, path },
      label: Float32Array.of(1, 0),
      majority: ["joy", "fear"][index % 2]!,
      split: "train",
      file: path,
    });
  const good = await Promise.all(
    [0, 1].map(async (i) => row(`good-${i}`, await picture(i), "../secret.png", i)),
  );
  const hostile = names.map(([kind, name], i) => row(kind, new Uint8Array(), name, i));
  await writeTable(join(folder, "mine.parquet"), facesTable, [...good, ...hostile], { metadata });
  await writeTable(beside("other.parquet"), facesTable, good, { metadata });
  symlinkSync(beside("other.parquet"), join(folder, "linked.parquet"));
  symlinkSync("/dev/zero", join(folder, "endless.parquet"));
  mkdirSync(join(folder, "inner.parquet"));
  // A second name of one file is a file.
  linkSync(join(folder, "mine.parquet"), join(folder, "hard.parquet"));
  disturbed();
  const { faces, rejects } = await prepare(folder, { source: "parquet", labelColumn: "majority" });
  expect(faces.map(({ file }) => file)).toEqual(
    [..."hh"].map(() => "hard.parquet").concat([..."mm"].map(() => "mine.parquet")),
  );
  expect(rejects.filter(({ row: at }) => at === null).map(({ file }) => file)).toEqual([
    "endless.parquet",
    "inner.parquet",
    "linked.parquet",
  ]);
  expect(rejects.filter(({ row: at }) => at !== null)).toHaveLength(2 * names.length);
  expect(disturbed()).toEqual([]);
});

test("a drawing that calls for files shows none of them", async () => {
  const { box, beside, disturbed } = await around();
  const folder = await goodFiles(box);
  const secret = beside("secret.png");
  const ways = [secret, `file://${secret}`, "../../../secret.png", "../secret.png"];
  for (const [index, way] of ways.entries()) {
    const link = `href="${way}" xlink:href="${way}"`;
    writeFileSync(
      join(folder, `joy/drawing-${index}.png`),
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">
        <rect width="8" height="8" fill="white"/><image ${link} width="8" height="8"/></svg>`,
    );
  }
  const entity = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file://${secret}">]>
    <svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text y="8">&x;</text></svg>`;
  writeFileSync(join(folder, "joy/entity.png"), entity);
  disturbed();
  await prepare(folder, { source: "folders" });
  expect(disturbed()).toEqual([]);
});
