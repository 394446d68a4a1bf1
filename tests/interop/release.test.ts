import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDataset, pseudonyms, readStoredStudy, writeDataset } from "@limen/release";
import { toyResults, toyTrial } from "@limen/release/toy-results";
import { comparisonsTable, participantsTable, readTable, stimuliTable, trialsTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { toyStimulus } from "@limen/testing/rows";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { limen } from "../support/limen.ts";
import { askReleasePython, releasePython } from "../support/python.ts";
import { root } from "../support/root.ts";
import { importStage } from "../support/stages.ts";

// The judges take CPU-minutes together, and a busy machine takes its time for them.
vi.setConfig({ testTimeout: 1_800_000 });

const EVEN = Float32Array.of(1 / 3, 1 / 3, 1 / 3);
const SECRET = "ef".repeat(32);
const TERMS = { date: "2026-05-04", license: "CC-BY-4.0", author: "Ada" };

/** A release of three participants, one of them simulated; the last trial of each is a catch trial. */
async function toyRelease() {
  const folder = temporaryDirectory();
  const people = { zoe: "collected", adam: "collected", robot: "simulated" } as const;
  const words = ["anger", "happiness", "sadness"];
  const stimuli = Array.from({ length: 30 }, (_, index) =>
    toyStimulus({
      stimulus_id: `face-${index}`,
      image: { bytes: Uint8Array.of(137, 80, 78, 71, index), path: `face-${index}.png` },
      p_guide_1: EVEN,
      p_held_out: EVEN,
    }),
  );
  const trials = Object.entries(people).flatMap(([participant_id, source], person) =>
    Array.from({ length: 31 }, (_, trial) =>
      toyTrial({
        participant_id,
        source,
        trial,
        stimulus_id: trial < 30 ? `face-${trial}` : "sure-face",
        response: words[(trial + person) % 3]!,
        catch_class: trial < 30 ? null : "anger",
        rt_ms: 600.25 + 10 * trial + person,
      }),
    ),
  );
  const results = await toyResults(join(folder, "store"), { people, stimuli, trials });
  const stored = await readStoredStudy(results, { realFaces: false, withdrawn: new Set() });
  const out = join(folder, "release");
  await writeDataset(out, makeDataset(stored, SECRET), stored, "toy", { version: "1.0.0", terms: TERMS });
  const names = pseudonyms(stored.participants, SECRET);
  const expected = trials
    .map((trial) => ({ ...trial, participant_id: names.get(trial.participant_id)! }))
    .toSorted((a, b) =>
      a.participant_id < b.participant_id ? -1 : a.participant_id > b.participant_id ? 1 : 0,
    );
  return { data: join(out, "data"), stimuli, expected };
}

test("a release comes back as what people answered: every table equal, labels included, stimuli too", async () => {
  const { data, stimuli, expected } = await toyRelease();
  const back = await runStage(await importStage("run-experiment"), {
    params: { mode: "collect" },
    externals: { path: data },
    inputs: { stimuli: join(data, "stimuli.parquet") },
  });
  const tables = [
    ["trials", trialsTable],
    ["participants", participantsTable],
    ["comparisons", comparisonsTable],
  ] as const;
  for (const [name, spec] of tables) {
    const released = await readTable(join(data, `${name}.parquet`), spec);
    expect(await readTable(back.outputs[name]!, spec), name).toEqual(released);
  }
  expect((await readTable(back.outputs.trials!, trialsTable)).rows).toEqual(expected);
  expect((await readTable(join(data, "stimuli.parquet"), stimuliTable)).rows).toEqual(stimuli);
});

test("a released trials table is what mode import understands by itself: who, what, how fast, and who is simulated", async () => {
  const { data, expected } = await toyRelease();
  const back = await runStage(await importStage("run-experiment"), {
    params: { mode: "import", path: "trials" },
    externals: { path: join(data, "trials.parquet") },
    inputs: { stimuli: join(data, "stimuli.parquet") },
  });
  const { rows } = await readTable(back.outputs.trials!, trialsTable);
  expect(rows).toEqual(
    expected.map((trial) => ({ ...trial, source: trial.source === "simulated" ? "simulated" : "imported" })),
  );
});

const judged = process.env.LIMEN_TEST_FULL !== undefined && releasePython !== undefined;

describe.skipIf(!judged)("judged by others' programs, without a network (npm run test:full)", () => {
  let folder: string;
  let pipeline: string;
  const run = (...args: string[]) => limen(args, { artifacts: join(folder, "artifacts"), cwd: folder });
  const good = (...args: string[]) => {
    const { status, output } = run(...args);
    expect(status, output.slice(-3000)).toBe(0);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "limen-release-"));
    // A copy, beside which the command may write.
    pipeline = join(folder, "tiny.yaml");
    writeFileSync(pipeline, readFileSync(join(root, "pipelines/tiny.yaml")));
    good("run", pipeline, "--json");
  }, 1_800_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("roc-validator finds no REQUIRED issue in four profiles, with data and without", () => {
    const contexts = ["ro-crate-1.1", "workflow-run"].map((name) =>
      join(root, `tests/interop/contexts/${name}.jsonld`),
    );
    const profiles = [
      "ro-crate-1.1",
      "process-run-crate-0.5",
      "workflow-run-crate-0.5",
      "provenance-run-crate-0.5",
    ];
    const validate = (to: string, ...flags: string[]) => {
      good("export", "rocrate", pipeline, "--to", to, ...flags);
      const found = askReleasePython(
        "validate_crate.py",
        join(folder, to),
        ...contexts,
        ...profiles,
      ) as Record<string, { severity: string; message: string }[]>;
      const severities = profiles.flatMap((profile) => found[profile]!.map(({ severity }) => severity));
      expect(severities.filter((severity) => severity !== "RECOMMENDED")).toEqual([]);
      return profiles.map((profile) => found[profile]!.length);
    };
    const url = ["--url", "https://example.org/limen"];
    // The two are about the pipeline's file: programs should have an address, and the main workflow must be a file.
    expect(validate("crate", ...url)).toEqual([0, 2, 2, 2]);
    expect(validate("bare", ...url, "--no-data")).toEqual([0, 2, 2, 2]);
    expect(validate("crate.zip", ...url)).toEqual([0, 2, 2, 2]);
    // Without --url: where this was cloned from. A clone of a folder has no address, nor have seven programs and one organisation then.
    const cloned = (origin: string, to: string) => {
      const said = { COUNT: "1", KEY_0: "remote.origin.url", VALUE_0: origin };
      for (const [name, value] of Object.entries(said)) vi.stubEnv(`GIT_CONFIG_${name}`, value);
      return validate(to);
    };
    expect(cloned("git@code.example:ada/limen.git", "cloned")).toEqual([0, 2, 2, 2]);
    expect(cloned("/srv/limen", "nowhere")).toEqual([1, 10, 10, 10]);
    vi.unstubAllEnvs();
  });

  test("Hugging Face datasets, pandas, DuckDB and mlcroissant read the same cells", () => {
    good("export", "dataset", pipeline, "--to", "release", "--date", "2026-05-04");
    const { tables, croissant } = askReleasePython("open_release.py", join(folder, "release")) as {
      tables: Record<string, Record<"datasets" | "pandas" | "duckdb" | "croissant", Opened>>;
      croissant: { errors: string[]; warnings: string[] };
    };
    expect(croissant.errors).toEqual([]);
    expect(Object.keys(tables).sort()).toEqual(["choices", "participants", "splits", "stimuli", "trials"]);
    for (const [name, { datasets, pandas, duckdb, croissant: record }] of Object.entries(tables)) {
      expect(datasets.rows, name).toBeGreaterThan(0);
      expect([pandas.digest, duckdb.digest], name).toEqual([datasets.digest, datasets.digest]);
      expect(record.rows, name).toBe(datasets.rows);
      // mlcroissant decodes pictures; all else is the same.
      if (name !== "stimuli") expect(record.digest, name).toBe(datasets.digest);
    }
    expect(tables.stimuli!.datasets.pictures).toEqual({ image: [16, 16] });
  });

  test("securesystemslib and cryptography accept a signed statement, and refuse a changed one", () => {
    good("keygen", "mine");
    good("sign", pipeline, "--key", "mine");
    const signed = join(folder, "tiny.intoto.json");
    const key = join(folder, "mine.pub");
    good("verify", pipeline, "--signature", signed, "--key", key);
    const { keyid } = JSON.parse(readFileSync(signed, "utf8")).signatures[0];
    expect(askReleasePython("verify_statement.py", signed, key)).toMatchObject({
      securesystemslib: [keyid],
      cryptography: true,
      statement: { _type: "https://in-toto.io/Statement/v1", predicateType: "urn:limen:results:v1" },
    });
    good("keygen", "other");
    const changed = askReleasePython("verify_statement.py", signed, join(folder, "other.pub"));
    expect(changed).toMatchObject({ cryptography: false });
    expect((changed as { securesystemslib: unknown }).securesystemslib).toEqual(expect.any(String));
    const refused = run("verify", pipeline, "--signature", signed, "--key", join(folder, "other.pub"));
    expect(refused.status).toBe(1);
    expect(refused.output).toMatch(
      /other: .*tiny\.intoto\.json \(signature\): it is not signed with the key given/,
    );
    expect(run("verify", pipeline, "--signature", signed).status).toBe(2);
  });
});

interface Opened {
  readonly rows: number;
  readonly digest: string;
  readonly pictures?: Readonly<Record<string, readonly number[]>>;
}
