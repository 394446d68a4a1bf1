import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, digestText, openStore } from "@limen/artifact";
import { hostileNames, surroundings, temporaryDirectory } from "@limen/testing";
import { readEntries, type TarEntry, writeEntries } from "@limen/testing/tar-entries";
import { expect, test, vi } from "vitest";
import { packed } from "../test/packed.ts";
import { outputOf } from "../test/shared-toys.ts";
import { MANIFEST, type PackManifest, renderManifest } from "./pack-manifest.ts";
import { unpack } from "./unpack.ts";

vi.setConfig({ testTimeout: 240_000 });

type Change = (entries: TarEntry[]) => readonly TarEntry[];

const text = (entry: TarEntry | undefined) => String(entry?.body);
const named = (name: string, body = "x", more: object = {}): TarEntry => ({
  header: { name, ...more },
  body: Buffer.from(body),
});

/** Puts another manifest first, every digest in it right. */
function withManifest(change: (manifest: PackManifest) => PackManifest): Change {
  return ([first, ...rest]) => {
    const manifest = change(JSON.parse(text(first)) as PackManifest);
    return [named(MANIFEST, renderManifest(manifest)), ...rest];
  };
}

/** Adds a file, manifest and all. */
function withFile(name: string, body = "x"): Change {
  return (entries) => {
    const promised = { bytes: body.length, sha256: digestText(body) };
    const add = withManifest((one) => ({ ...one, files: { ...one.files, [name]: promised } }));
    return [...add(entries), named(name, body)];
  };
}

/** Writes another record for a node, whole, under a digest of itself, and lists it. */
function withRecord(change: (record: Record<string, unknown>) => void): Change {
  return (entries) => {
    const index = entries.findIndex(
      ({ header, body }) =>
        header.name.startsWith("artifacts/runs/") && String(body).includes('"node": "page"'),
    );
    const entry = entries[index]!;
    const { record } = JSON.parse(text(entry)) as { record: Record<string, unknown> };
    change(record);
    const body = `${JSON.stringify({ digest: digestText(canonicalJson(record)), record }, null, 2)}\n`;
    const promised = { bytes: Buffer.byteLength(body), sha256: digestText(body) };
    const changed = withManifest((one) => ({
      ...one,
      files: { ...one.files, [entry.header.name]: promised },
    }))(entries);
    return changed.map((one, place) => (place === index ? named(entry.header.name, body) : one));
  };
}

const hostile: readonly (readonly [string, Change, string])[] = [
  ["a name that leads up", withFile("../escaped"), "which no pack holds"],
  [
    "a name that leads up within artifacts",
    withFile("artifacts/objects/../../../escaped"),
    "which no pack holds",
  ],
  ["an absolute name", withFile("/tmp/limen-escaped"), "which no pack holds"],
  ["a backslash", withFile("..\\escaped.yaml"), "which no pack holds"],
  ["NUL in a name", withFile("a\0.yaml"), "which no pack holds"],
  ["a device's name", withFile("nul.yaml"), "which no pack holds"],
  ["a hook", withFile(".git/hooks/post-checkout"), "which no pack holds"],
  ["an index of its own", withFile("artifacts/views/toy/nodes.json", "{}"), "which no pack holds"],
  ["the manifest again", withFile(MANIFEST, "{}"), "which no pack holds"],
  ["upper and lower case", withFile("TOY.yaml"), "named twice where upper and lower case are one"],
  [
    "__proto__ as a file",
    (all) => [
      named(
        MANIFEST,
        text(all[0]).replace('"files": {', '"files": {\n    "__proto__": {"bytes":1,"sha256":"a"},'),
      ),
      ...all.slice(1),
    ],
    "which no pack holds",
  ],
  ["a file that is not in the list", (all) => [...all, named("more.yaml")], "is not in its list"],
  ["a file twice", (all) => [...all, all[1]!], "comes twice"],
  [
    "a symbolic link in place of a file",
    (all) =>
      all.map((one, index) =>
        index === 2 ? named(one.header.name, "", { type: "symlink", linkname: "/etc/passwd" }) : one,
      ),
    "is a symlink, not a file",
  ],
  [
    "a symbolic link as a folder, then a file through it",
    (all) => [all[0]!, named("artifacts", "", { type: "symlink", linkname: "/tmp" }), ...all.slice(1)],
    "is a symlink, not a file",
  ],
  [
    "a hard link",
    (all) =>
      all.map((one, index) =>
        index === 2 ? named(one.header.name, "", { type: "link", linkname: "/etc/passwd" }) : one,
      ),
    "is a link, not a file",
  ],
  [
    "a device",
    (all) => [
      all[0]!,
      named("toy.yaml", "", { type: "character-device", devmajor: 1, devminor: 3 }),
      ...all.slice(1),
    ],
    "is a character-device, not a file",
  ],
  [
    "a folder",
    (all) => [all[0]!, named("artifacts/", "", { type: "directory" }), ...all.slice(1)],
    "is a directory, not a file",
  ],
  [
    "other bytes",
    (all) =>
      all.map((one, index) =>
        index === 1 ? { ...one, body: Buffer.from(text(one).replace("17", "71")) } : one,
      ),
    "has SHA-256",
  ],
  [
    "bytes more than the list says",
    (all) =>
      all.map((one, index) =>
        index === 1 ? { ...one, body: Buffer.concat([one.body, Buffer.from(" ")]) } : one,
      ),
    "its list says",
  ],
  ["a file missing", (all) => all.slice(0, -1), "it lacks artifacts/runs/"],
  ["no manifest", (all) => all.slice(1), `does not begin with ${MANIFEST}`],
  [
    "a manifest of another version",
    (all) => [named(MANIFEST, text(all[0]).replace('"pack": 1', '"pack": 2')), ...all.slice(1)],
    "of no version",
  ],
  [
    "white space in the manifest",
    (all) => [named(MANIFEST, `${text(all[0])} `), ...all.slice(1)],
    "not as limen pack wrote it",
  ],
  [
    "terabytes promised",
    withManifest((one) => ({
      ...one,
      files: { ...one.files, "big.yaml": { bytes: 2 ** 44, sha256: "0".repeat(64) } },
    })),
    "it promises 17592186",
  ],
  [
    "a node that leads up",
    withManifest((one) => ({ ...one, nodes: { "../x": Object.values(one.nodes)[0]! } })),
    "which cannot be one",
  ],
  ["a pipeline that leads up", withManifest((one) => ({ ...one, pipeline: "../x" })), "names no pipeline"],
  [
    "a run under another node",
    withManifest((one) => ({ ...one, nodes: { ...one.nodes, page: one.nodes.first! } })),
    "the run of page is not as limen run wrote it",
  ],
  [
    "an output that leads up",
    withRecord((record) => {
      record.outputs = { "../../../escaped": Object.values(record.outputs as object)[0] };
    }),
    "the run of page is not",
  ],
  [
    "an extension that leads up",
    withRecord((record) => {
      Object.assign(Object.values(record.outputs as object)[0] as object, {
        extension: "html/../../../escaped",
      });
    }),
    "the run of page is not",
  ],
  [
    "an output that no object is",
    withRecord((record) => {
      Object.assign(Object.values(record.outputs as object)[0] as object, { digest: "1".repeat(64) });
    }),
    "it lacks page.page",
  ],
  [
    "an identity that is not that of its key",
    withRecord((record) => {
      Object.assign(record.identity as object, { seed: ["x"] });
    }),
    "the run of page is not",
  ],
  [
    "a lock file with a bit flipped",
    (all) => {
      const at = all.findIndex(({ header }) => header.name === "toy.lock.json");
      const body = text(all[at]).replace('"bytes": 12', '"bytes": 13');
      const listed = withManifest((one) => ({
        ...one,
        files: { ...one.files, "toy.lock.json": { bytes: body.length, sha256: digestText(body) } },
      }))(all);
      return listed.map((one, index) => (index === at ? named("toy.lock.json", body) : one));
    },
    "its lock file is not as limen lock wrote it",
  ],
];

test("a pack made to do harm is refused, each of its kind, and nothing is written outside", async () => {
  const { file } = await packed();
  for (const [what, change, message] of hostile) {
    const root = temporaryDirectory();
    const out = join(root, "a/b/c/out");
    mkdirSync(out, { recursive: true });
    const bad = join(root, "bad.tar");
    writeFileSync(bad, await writeEntries(change(await readEntries(file))));
    await expect(unpack(bad, out), what).rejects.toThrow(message);
    const names = readdirSync(root, { recursive: true }).map(String);
    const outside = names.filter((name) => !name.startsWith("a/b/c/out/"));
    expect(outside.sort(), what).toEqual(["a", "a/b", "a/b/c", "a/b/c/out", "bad.tar"]);
    expect(existsSync("/tmp/limen-escaped"), what).toBe(false);
  }
});

test("no hostile name is one of a pack's file, as it stands or with an ending that packs have", async () => {
  const { file } = await packed();
  const entries = await readEntries(file);
  const { box, beside, disturbed } = surroundings({ "escaped.yaml": "mine" });
  for (const [kind, name] of hostileNames(beside("escaped.yaml"))) {
    for (const called of [name, `${name}.yaml`, `artifacts/objects/${name}`]) {
      const bad = join(box, "bad.tar");
      // A tar ends a name at NUL; the list does not.
      if (called.includes("\0") || called === "") continue;
      writeFileSync(bad, await writeEntries(withFile(called)(entries)));
      await expect(unpack(bad, join(box, "out")), kind).rejects.toThrow("which no pack holds");
      expect(disturbed(), kind).toEqual([]);
    }
  }
});

test("a pack cut at any place is refused", async () => {
  const { file } = await packed();
  const bytes = readFileSync(file);
  const root = temporaryDirectory();
  // The last two blocks of a tar are empty and end it.
  for (let length = 0; length < bytes.length - 1024; length += Math.ceil(bytes.length / 60)) {
    const bad = join(root, `cut-${length}.tar`);
    writeFileSync(bad, bytes.subarray(0, length));
    mkdirSync(join(root, `out-${length}`));
    await expect(unpack(bad, join(root, `out-${length}`))).rejects.toThrow(
      "no pack of results that can be trusted",
    );
  }
});

test("one flipped bit anywhere is refused, or changes nothing that is unpacked", async () => {
  const { ann, file } = await packed();
  const bytes = readFileSync(file);
  const root = temporaryDirectory();
  const entries = (await readEntries(file)).slice(1);
  let refused = 0;
  for (let place = 3; place < bytes.length; place += 211) {
    const bad = join(root, "bad.tar");
    const out = join(root, `out-${place}`);
    const copy = Buffer.from(bytes);
    copy[place]! ^= 1 << (place % 8);
    writeFileSync(bad, copy);
    mkdirSync(out);
    try {
      await unpack(bad, out);
      // Time and owner of an entry, and what fills a block, are nobody's.
      for (const { header, body } of entries)
        if (header.name.includes(".")) expect(readFileSync(join(out, header.name)).equals(body)).toBe(true);
      expect(openStore(join(out, "artifacts")).objects.check(outputOf(ann, "page")).state).toBe("good");
    } catch (error) {
      expect((error as Error).message).toContain("no pack of results that can be trusted");
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(20);
});

test("a header that claims gigabytes is given up on", async () => {
  const root = temporaryDirectory();
  const bad = join(root, "bad.tar");
  // An extended header of 200 MB, as a long name would have.
  const tar = await writeEntries([named("x".repeat(300))]);
  const header = Buffer.from(tar.subarray(0, 512));
  header.write(`${(200 * 1024 * 1024).toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write("        ", 148, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  writeFileSync(bad, Buffer.concat([header, Buffer.alloc(120 * 1024 * 1024, 0x20)]));
  await expect(unpack(bad, join(root, "out"))).rejects.toThrow("Header exceeds max size");
});

test("a folder that is a symbolic link is unpacked into all the same", async () => {
  const { file } = await packed();
  const root = temporaryDirectory();
  mkdirSync(join(root, "disk"));
  symlinkSync(join(root, "disk"), join(root, "out"));
  await unpack(file, join(root, "out"));
  expect(existsSync(join(root, "disk/artifacts/views/toy/page/page.html"))).toBe(true);
});
