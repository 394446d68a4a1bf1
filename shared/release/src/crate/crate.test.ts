import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestFile } from "@limen/artifact";
import { findWorkspace } from "@limen/runner";
import { toyPlan, toyRun } from "@limen/runner/toy-run";
import { temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { readCitation } from "../citation.ts";
import { readResults } from "../results.ts";
import { lastDayOf, termsOf } from "../terms.ts";
import { type CrateOptions, makeCrate } from "./make-crate.ts";
import { writeCrateArchive, writeCrateFolder } from "./write-crate.ts";

const DIAMOND = `
limen: 1
name: toy
nodes:
  first: { uses: make-number, with: { value: 17 } }
  rounded: { uses: round-number, foreach: { step: [5, 10] }, inputs: { number: first.number } }
  sum: { uses: sum-numbers, inputs: { numbers: rounded.number } }
`;

type Entity = {
  readonly "@id": string;
  readonly "@type": string | string[];
  readonly [name: string]: unknown;
};

/** Runs the diamond in a place of its own, and gives what makes a crate of it. */
async function diamond() {
  const toys = toyWorkspace(["make-number", "round-number", "sum-numbers"]);
  const file = toys.writePipeline(DIAMOND);
  await toyRun(toys, file, { inProcess: true });
  const { pipeline, session } = await toyPlan(toys, file);
  const results = await readResults(pipeline, session);
  const citation = readCitation(findWorkspace().root);
  const crateOf = (options: Partial<CrateOptions> = {}, date?: string) => {
    const all = { data: true, times: true, ...options };
    const terms = termsOf(
      date === undefined ? {} : { date },
      citation,
      all.times ? { day: lastDayOf(results) } : {},
    );
    return makeCrate(results, terms, citation, all);
  };
  return { toys, results, crateOf };
}

function readGraph(metadata: string) {
  const entities = (JSON.parse(metadata) as { "@graph": Entity[] })["@graph"];
  const byId = new Map(entities.map((entity) => [entity["@id"], entity]));
  const typed = (type: string) => entities.filter((entity) => [entity["@type"]].flat().includes(type));
  return { entities, byId, typed };
}

const ids = (value: unknown) => ([value ?? []].flat() as Entity[]).map((one) => one["@id"]);

test("each run is an action with its inputs, parameters and outputs; every reference leads somewhere", async () => {
  const { crateOf, results } = await diamond();
  const { entities, byId, typed } = readGraph(crateOf().metadata);
  expect(new Set(entities.map((entity) => entity["@id"])).size).toBe(entities.length);
  const references = JSON.stringify(entities.map(({ "@id": _, ...rest }) => rest)).matchAll(
    /"@id":"([^"]+)"/g,
  );
  const dangling = [...references].map(([, id]) => id!).filter((id) => !byId.has(id) && !/^https?:/.test(id));
  expect(dangling).toEqual([]);

  const rounded = byId.get("#run/rounded%5B5%5D")!;
  expect(ids(rounded.object)).toEqual(["results/first/number.json", "#value/rounded%5B5%5D/step"]);
  expect(byId.get("#value/rounded%5B5%5D/step")).toMatchObject({ name: "step", value: "5" });
  expect(ids(rounded.result)).toEqual(["results/rounded/5/number.json"]);
  expect(rounded.startTime).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00$/);
  expect(ids(byId.get("#run")!.result)).toEqual(["results/sum/number.json"]);
  expect(ids(byId.get("#organise")!.object)).toHaveLength(results.runs.length);
  expect(typed("ComputationalWorkflow").map((entity) => entity["@id"])).toEqual(["toy.yaml"]);
  expect(typed("CreateAction")).toHaveLength(5);
});

test("files are there with the digests that are told, in the folder and in the archive", async () => {
  const { crateOf, toys } = await diamond();
  const crate = crateOf();
  const folder = join(toys.root, "crate");
  await writeCrateFolder(folder, crate);
  const { byId, typed } = readGraph(readFileSync(join(folder, "ro-crate-metadata.json"), "utf8"));
  const parts = ids(byId.get("./")!.hasPart);
  expect(parts.sort()).toEqual(
    typed("File")
      .map((entity) => entity["@id"])
      .sort(),
  );
  for (const part of parts) {
    const place = join(folder, decodeURIComponent(part));
    expect(existsSync(place), part).toBe(true);
    const { sha256 } = byId.get(part)!;
    if (sha256 !== undefined) expect(digestFile(place), part).toBe(sha256);
  }
  const onDisk = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(onDisk).toHaveLength(parts.length + 1);

  const [one, two] = [join(toys.root, "one.zip"), join(toys.root, "two.zip")];
  await writeCrateArchive(one, crate);
  await writeCrateArchive(two, crate);
  expect(readFileSync(one).subarray(0, 2).toString()).toBe("PK");
  expect(digestFile(two)).toBe(digestFile(one));
});

test("without data and times, equal results have equal crates wherever and whenever they ran", async () => {
  const [here, there] = [await diamond(), await diamond()];
  const bare = { data: false, times: false };
  const { metadata, files } = here.crateOf(bare, "2026-05-04");
  expect(there.crateOf(bare, "2026-05-04").metadata).toBe(metadata);
  expect(metadata).not.toMatch(/startTime|endTime/);
  expect(files.filter(({ path }) => path.startsWith("results/"))).toEqual([]);
  const { typed } = readGraph(metadata);
  const named = typed("File").filter(({ sha256 }) => sha256 !== undefined);
  expect(named.map((entity) => entity["@id"])).toContain(`#sha256-${named[0]!.sha256 as string}`);
  const texts = [metadata, ...files.map(({ content }) => ("text" in content ? content.text : ""))].join("\n");
  expect(texts).not.toContain(here.toys.root);
  expect(() => here.crateOf(bare)).toThrow(/of which day is the release[\s\S]*--date/);
  // With times it is still no clock that tells the day.
  expect(here.crateOf().metadata).toBe(here.crateOf().metadata);
});

test("results that are not those of the pipeline as it stands make no crate", async () => {
  const { toys } = await diamond();
  const file = toys.writePipeline(DIAMOND.replace("17", "18"));
  const { pipeline, session } = await toyPlan(toys, file);
  await expect(readResults(pipeline, session)).rejects.toThrow(
    /first is not up to date: params changed: value 17 → 18/,
  );
});

test("terms are the user's, else the citation's; what is no day, licence or address is refused", () => {
  const citation = readCitation(findWorkspace().root);
  expect(termsOf({ date: "2027-01-31" }, citation, {})).toEqual({
    date: "2027-01-31",
    license: citation.license,
    author: citation.authors.join(", "),
  });
  const own = { date: "2027-01-31", license: "CC-BY-4.0", author: "Ada", url: "https://example.org/limen" };
  const found = { day: "2027-01-30", url: "https://code.example/clone" };
  expect(termsOf(own, citation, found)).toEqual(own);
  expect(
    termsOf({}, { ...citation, released: "2027-01-29", url: "https://code.example" }, found),
  ).toMatchObject({
    date: "2027-01-29",
    url: "https://code.example",
  });
  expect(termsOf({}, citation, found)).toMatchObject({ date: found.day, url: found.url });
  for (const date of ["2027-02-30", "31.1.2027", "soon"]) {
    expect(() => termsOf({ date }, citation, {})).toThrow(`"${date}" is no day`);
  }
  expect(() => termsOf({ ...own, license: "free for all" }, citation, {})).toThrow("is no licence");
  expect(() => termsOf({ ...own, url: "example.org" }, citation, {})).toThrow("is no address");
  expect(() => readCitation(temporaryDirectory())).toThrow(
    /CITATION\.cff: it does not say how Limen is cited/,
  );
});
