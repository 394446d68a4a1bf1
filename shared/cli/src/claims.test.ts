import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test, vi } from "vitest";

// Each command and each node starts a process; a busy machine takes seconds for that.
vi.setConfig({ testTimeout: 240_000 });

const LIMEN = join(import.meta.dirname, "../bin/limen.mjs");

/** A pipeline of a few rendered faces, with this file of claims beside it; runs commands on it. */
function study(claims: string) {
  const folder = temporaryDirectory();
  const file = join(folder, "toy.yaml");
  writeFileSync(
    file,
    "limen: 1\nname: toy\nnodes:\n  faces: { uses: prepare-faces, with: { source: synthetic, faces: 40, identities: 10 } }\n",
  );
  writeFileSync(join(folder, "toy.claims.yaml"), claims);
  const artifacts = join(folder, "artifacts");
  mkdirSync(artifacts);
  const env = { ...process.env, LIMEN_ARTIFACTS: artifacts, NO_COLOR: "1" };
  return (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [LIMEN, args[0]!, file, ...args.slice(1)],
      {
        env,
        encoding: "utf8",
      },
    );
    return { status, out: stdout, err: stderr };
  };
}

const claim = (wanted: string, table = "faces.faces") =>
  `  - claim: Enough faces\n    figure: none\n    table: ${table}\n    statistic: count\n    value: face_id\n    ${wanted}\n    cost: seconds\n`;
const HEAD = "limenClaims: 1\nclaims:\n";

test("claims are held against the last results: 0 where all pass, 1 where one fails or has not run", () => {
  const limen = study(`${HEAD}${claim("atLeast: 40")}`);
  expect(limen("claims")).toMatchObject({ status: 1, out: expect.stringMatching(/faces has not run/) });
  expect(limen("run").status).toBe(0);
  const passed = limen("claims");
  expect(passed).toMatchObject({ status: 0, out: expect.stringMatching(/passes +40 +at least 40/) });
  expect(passed.out).toMatch(/all 1 claims pass/);
  const json = JSON.parse(limen("claims", "--json").out);
  expect(json.claims[0]).toMatchObject({ found: 40, passes: true });
});

test("a wrong file names every problem with line and column, and ends with 2", () => {
  const bad = study(`${HEAD}${claim("expected: 40")}${claim("atMost: 1").replace("statistic", "statistik")}`)(
    "claims",
  );
  expect(bad.status).toBe(2);
  expect(bad.err).toMatch(/toy\.claims\.yaml:8:\d+: .*needs a tolerance/);
  expect(bad.err).toMatch(/toy\.claims\.yaml:13:5: unknown parameter "claims\.1\.statistik"/);
  const elsewhere = study(`${HEAD}${claim("atMost: 1", "face.faces")}`)("claims");
  expect(elsewhere).toMatchObject({ status: 2, err: expect.stringMatching(/no node "face"[\s\S]*faces/) });
  const report = study(`${HEAD}${claim("atMost: 1", "faces.picture")}`)("claims");
  expect(report).toMatchObject({ status: 2, err: expect.stringMatching(/no table "picture"/) });
});
