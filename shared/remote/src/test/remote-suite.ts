import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestText, openStore } from "@limen/artifact";
import { type Lock, makeLock, renderLock, verifyPipeline } from "@limen/proof";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { fetchRunFrom } from "../fetch-run.ts";
import { openRemote } from "../open-remote.ts";
import { pull } from "../pull.ts";
import { push } from "../push.ts";
import { lockFilePath, objectPath, recordPath } from "../remote-paths.ts";
import { objectsOf, outputOf, type Person, SharedToys, spoil, viewOf } from "./shared-toys.ts";

const signal = new AbortController().signal;
const noFaults = { faults: [] };

/** What every kind of remote must do. `fresh` gives the address of an empty place. */
export function remoteSuite(kind: string, fresh: () => string): void {
  const open = (url = fresh()) => openRemote(url, signal);
  const inTmp = ({ toys }: Person) => readdirSync(join(toys.artifacts, "tmp"));

  test(`${kind}: a file is there whole, is replaced whole, and one that is not there is said not to be`, async () => {
    const remote = await open();
    const folder = temporaryDirectory();
    const from = join(folder, "it's a [file] ü");
    const to = join(folder, "back");
    const path = objectPath("a".repeat(64));
    // A bucket has no folders: it is there, or asking it is an error.
    expect(await remote.isThere()).toBe(kind === "s3");
    expect(await remote.get(path, to, 10)).toBe(false);
    expect(await remote.sizes([path])).toEqual(new Map());
    for (const bytes of [Buffer.alloc(3_000_000, 7), Buffer.from("short")]) {
      writeFileSync(from, bytes);
      await remote.put(path, from);
      expect(await remote.sizes([path, recordPath("b".repeat(64))])).toEqual(new Map([[path, bytes.length]]));
      expect(await remote.get(path, to, bytes.length)).toBe(true);
      expect(readFileSync(to).equals(bytes)).toBe(true);
    }
    expect(await remote.isThere()).toBe(true);
    await remote.tidy();
    await remote.close();
  });

  test(`${kind}: what one pushed, another pulls: it verifies, and nothing is computed or sent twice`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob")];
    await ann.run();
    const remote = await open();
    const before = await pull(bob.pipeline, bob.session(), remote, {});
    expect(before).toMatchObject({ files: 0, nodes: [], ...noFaults });
    expect(before.absent.map(({ node }) => node)).toEqual(["first", "other", "rounded", "page"]);
    expect(await push(ann.pipeline, ann.session(), remote, {})).toMatchObject({
      files: 8,
      skipped: 0,
      ...noFaults,
    });
    expect(await push(ann.pipeline, ann.session(), remote, {})).toMatchObject({ files: 0, skipped: 8 });
    const pulled = await pull(bob.pipeline, bob.session(), remote, {});
    expect(pulled).toMatchObject({ files: 4, absent: [], ...noFaults });
    expect(objectsOf(bob)).toEqual(objectsOf(ann));
    expect(viewOf(bob)).toEqual(viewOf(ann));
    expect(verifyPipeline("toy", bob.session()).filter(({ state }) => state !== "good")).toEqual([]);
    expect(inTmp(bob)).toEqual([]);
    world.toys.forgetTrace();
    await bob.run();
    expect(world.toys.trace()).toEqual([]);
    expect(await pull(bob.pipeline, bob.session(), remote, {})).toMatchObject({ files: 0, absent: [] });
    await remote.close();
  });

  test(`${kind}: other bytes, cut bytes and a spoilt record are refused by name; the next push replaces them`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob")];
    await ann.run();
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    const [first, page] = [outputOf(ann, "first"), outputOf(ann, "page")];
    const good = readFileSync(openStore(ann.toys.artifacts).objects.path(first), "utf8");
    const record = viewOf(ann).nodes.other ?? "";
    await spoil(remote, objectPath(first), world.toys.root, good.replace("17", "71"));
    await spoil(remote, objectPath(page), world.toys.root, "<p>");
    await spoil(remote, recordPath(record), world.toys.root, "{}");
    const pulled = await pull(bob.pipeline, bob.session(), remote, {});
    const said = Object.fromEntries(pulled.faults.map(({ path, why }) => [path, why]));
    expect(said).toEqual({
      [objectPath(first)]: expect.stringMatching(
        `its bytes have SHA-256 [0-9a-f]{64}, its name says ${first}`,
      ),
      [objectPath(page)]: "it has 3 bytes there, and its record says 9",
      [recordPath(record)]: "it is not as a run wrote it",
    });
    // What is right was taken; of what is not, neither bytes nor record.
    expect(pulled.nodes).toEqual(["rounded"]);
    expect(objectsOf(bob)).toEqual([outputOf(ann, "rounded")]);
    expect(inTmp(bob)).toEqual([]);
    // By size alone a flipped byte passes; read, it does not.
    expect((await push(ann.pipeline, ann.session(), remote, {})).replaced.map(({ path }) => path)).toEqual([
      objectPath(page),
      recordPath(record),
    ]);
    const mended = await push(ann.pipeline, ann.session(), remote, { check: true });
    expect(mended.replaced.map(({ path }) => path)).toEqual([objectPath(first)]);
    expect(await pull(bob.pipeline, bob.session(), remote, {})).toMatchObject({
      files: 3,
      absent: [],
      ...noFaults,
    });
    await remote.close();
  });

  test(`${kind}: for one node, what it made and what it read come, and the records of all it stands on`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob")];
    await ann.run();
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    const pulled = await pull(bob.pipeline, bob.session(), remote, { ids: ["page"] });
    expect(pulled).toMatchObject({ files: 2, nodes: ["rounded", "page"], absent: [], ...noFaults });
    expect(objectsOf(bob)).toEqual([outputOf(ann, "rounded"), outputOf(ann, "page")].sort());
    expect(openStore(bob.toys.artifacts).records.keys()).toHaveLength(3);
    expect(existsSync(join(bob.toys.artifacts, "views/toy/page/page.html"))).toBe(true);
    await remote.close();
  });

  test(`${kind}: a lock file fetches the results that it names, whatever the pipeline says now, and no others`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob", ["first.value=99"])];
    await ann.run();
    const lock = await makeLock(ann.pipeline, ann.session());
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    expect((await pull(bob.pipeline, bob.session(), remote, {})).absent.map(({ node }) => node)).toEqual([
      "first",
      "rounded",
      "page",
    ]);
    const pulled = await pull(bob.pipeline, bob.session(), remote, { lock });
    expect(pulled).toMatchObject({ absent: [], ...noFaults });
    const found = { state: "found", path: "", lock } as const;
    const files = verifyPipeline("toy", bob.session(), { lock: found });
    expect(files.filter(({ state }) => state !== "good")).toEqual([]);

    const outputs = { number: { sha256: "0".repeat(64), bytes: 12 } };
    const other = { ...lock, nodes: { ...lock.nodes, first: { ...lock.nodes.first!, outputs } } };
    const cat = await world.person("cat");
    const refused = await pull(cat.pipeline, cat.session(), remote, { lock: other });
    expect(refused.faults).toMatchObject([
      { what: "first", why: "its outputs are not those that the lock file names" },
    ]);
    expect(objectsOf(cat)).not.toContain(outputOf(ann, "first"));
    await remote.close();
  });

  /** As a lock file is that was made before an edit of code which changed no byte. */
  const withStaleKeys = (lock: Lock): Lock => ({
    ...lock,
    nodes: Object.fromEntries(
      Object.entries(lock.nodes).map(([id, node]) => [id, { ...node, key: digestText(`old ${id}`) }]),
    ),
  });

  test(`${kind}: where code changed since, a lock file's outputs are found by what was pushed last`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob")];
    await ann.run();
    const lock = withStaleKeys(await makeLock(ann.pipeline, ann.session()));
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, { ids: ["other"] });
    // A push of a part leaves what an earlier one said of the rest.
    await push(ann.pipeline, ann.session(), remote, { ids: ["page"] });
    const one = await pull(bob.pipeline, bob.session(), remote, { lock, ids: ["page"] });
    expect(one).toMatchObject({ files: 2, nodes: ["rounded", "page"], otherKeys: ["rounded", "page"] });
    await push(ann.pipeline, ann.session(), remote, {});
    const cat = await world.person("cat");
    const pulled = await pull(cat.pipeline, cat.session(), remote, { lock });
    expect(pulled).toMatchObject({ files: 4, absent: [], ...noFaults });
    expect(pulled.otherKeys).toEqual(["first", "other", "rounded", "page"]);
    const found = { state: "found", path: "", lock } as const;
    const verified = verifyPipeline("toy", cat.session(), { lock: found });
    expect(verified.filter(({ state }) => state !== "good")).toEqual([]);
    // They are here now, and nothing is asked for again.
    expect(await pull(cat.pipeline, cat.session(), remote, { lock })).toMatchObject({ files: 0, absent: [] });

    const outputs = { number: { sha256: "0".repeat(64), bytes: 12 } };
    const other = { ...lock, nodes: { ...lock.nodes, first: { ...lock.nodes.first!, outputs } } };
    const dan = await world.person("dan");
    const refused = await pull(dan.pipeline, dan.session(), remote, { lock: other });
    expect(refused.absent).toEqual([
      { node: "first", why: "no run of that key, and none that made these outputs" },
    ]);
    expect(objectsOf(dan)).not.toContain(outputOf(ann, "first"));
    await remote.close();
  });

  test(`${kind}: a damaged lock file there, and one that lies, bring nothing in; the next push replaces it`, async () => {
    const world = new SharedToys();
    const ann = await world.person("ann");
    await ann.run();
    const now = await makeLock(ann.pipeline, ann.session());
    const lock = withStaleKeys(now);
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    const path = lockFilePath("toy");
    const { first, other } = now.nodes;
    const lies = renderLock({ ...now, nodes: { first: { ...first!, key: other!.key }, other: first! } });
    const deep = `{"lock": 1, "pipeline": "toy", "nodes": {}, "engine": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    const texts = [
      ["", "it is not as limen push wrote it"],
      [renderLock({ ...now, pipeline: "faces" }), "it is not as limen push wrote it"],
      [renderLock({ ...now, nodes: { "../../etc": first! } }), "it is not as limen push wrote it"],
      [renderLock(now).replace(first!.key, other!.key), "it is not as limen push wrote it"],
      [deep, "it is not as limen push wrote it"],
      [lies, undefined],
    ] as const;
    for (const [index, [text, why]] of texts.entries()) {
      await spoil(remote, path, world.toys.root, text);
      const bob = await world.person(`bob-${index}`);
      const pulled = await pull(bob.pipeline, bob.session(), remote, { lock });
      expect(pulled).toMatchObject({ files: 0, nodes: [], faults: why === undefined ? [] : [{ path, why }] });
      expect(pulled.absent).toHaveLength(4);
      expect(objectsOf(bob)).toEqual([]);
    }
    await spoil(remote, path, world.toys.root, "{}");
    const mended = await push(ann.pipeline, ann.session(), remote, {});
    expect(mended.replaced).toMatchObject([{ path, what: "lock file of toy" }]);
    const cat = await world.person("cat");
    expect(await pull(cat.pipeline, cat.session(), remote, { lock })).toMatchObject({ files: 4, absent: [] });
    await remote.close();
  });

  test(`${kind}: a pull of a pipeline that is another here says what differs from the one that was pushed`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob", ["first.value=99"])];
    await ann.run();
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    const { absent } = await pull(bob.pipeline, bob.session(), remote, {});
    expect(absent).toEqual([
      {
        node: "first",
        why: "no result of this code and these parameters; from the run there to here: params changed: value 17 → 99",
      },
      { node: "rounded", why: expect.stringMatching(/^waits for first$/) },
      { node: "page", why: expect.stringMatching(/^waits for rounded$/) },
    ]);
    await remote.close();
  });

  test(`${kind}: two push at once, and a result that came out otherwise is refused until it is forced`, async () => {
    const world = new SharedToys();
    const [ann, bob] = [await world.person("ann"), await world.person("bob")];
    await Promise.all([ann.run(), bob.run()]);
    const url = fresh();
    const [one, two] = [await open(url), await open(url)];
    const both = await Promise.all([
      push(ann.pipeline, ann.session(), one, { force: true }),
      push(bob.pipeline, bob.session(), two, { force: true }),
    ]);
    expect(both).toMatchObject([noFaults, noFaults]);
    const cat = await world.person("cat");
    expect(await pull(cat.pipeline, cat.session(), one, {})).toMatchObject({ files: 4, ...noFaults });

    // The same key, other bytes: another CPU.
    const dan = await world.person("dan");
    await dan.run();
    const store = openStore(dan.toys.artifacts);
    const found = store.records.find(viewOf(dan).nodes.page ?? "");
    if (found.state !== "found") throw new Error("it ran");
    const mine = join(store.layout.tmp, "mine");
    writeFileSync(mine, "<p>11</p>");
    const { digest, bytes } = store.objects.put(mine);
    store.records.save({ ...found.record, outputs: { page: { digest, bytes, extension: "html" } } });
    const refused = await push(dan.pipeline, dan.session(), one, {});
    expect(refused.faults).toMatchObject([
      { what: "page", why: expect.stringContaining("it has another result of the same run: page is sha256") },
    ]);
    expect(await one.sizes([objectPath(digest)])).toEqual(new Map());
    expect(await push(dan.pipeline, dan.session(), one, { force: true })).toMatchObject(noFaults);
    expect(await one.sizes([objectPath(digest)])).toEqual(new Map([[objectPath(digest), bytes]]));
    await Promise.all([one.close(), two.close()]);
  });

  test(`${kind}: a run reads through: a key that is known only while it runs is fetched, not computed`, async () => {
    const world = new SharedToys();
    // 18 rounds to what 17 rounds to: the page is there although its grandparent is not.
    const [ann, bob] = [await world.person("ann"), await world.person("bob", ["first.value=18"])];
    await ann.run();
    const remote = await open();
    await push(ann.pipeline, ann.session(), remote, {});
    world.toys.forgetTrace();
    const told: string[] = [];
    const { result } = await bob.run(
      fetchRunFrom(remote, bob.session(), (id, text) => told.push(`${id}: ${text}`)),
    );
    expect([...result].map(([id, { state }]) => `${id} ${state}`)).toEqual([
      "first ran",
      "other hit",
      "rounded ran",
      "page hit",
    ]);
    expect(world.toys.trace().sort()).toEqual(["make-number", "round-number"]);
    expect(told.sort()).toEqual([`other: taken from ${remote.name}`, `page: taken from ${remote.name}`]);

    // One that is wrong there is told of, and computed.
    await spoil(remote, objectPath(outputOf(ann, "page")), world.toys.root, "<p>99</p>");
    const cat = await world.person("cat");
    const trace: string[] = [];
    const { result: second } = await cat.run(
      fetchRunFrom(remote, cat.session(), (id, text) => trace.push(`${id}: ${text}`)),
    );
    expect(second.get("page")?.state).toBe("ran");
    expect(trace.filter((line) => line.startsWith("page"))).toEqual([
      expect.stringContaining(`page: not taken from ${remote.name}: ${objectPath(outputOf(ann, "page"))}`),
    ]);
    expect(outputOf(cat, "page")).toBe(outputOf(ann, "page"));
    await remote.close();
  });
}
