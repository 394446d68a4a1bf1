import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { limen } from "./test/limen.ts";

// Each command and each node starts a process; a busy machine takes seconds for that.
vi.setConfig({ testTimeout: 240_000 });

const CHAIN = `
limen: 1
name: toy
nodes:
  a: { uses: make-number, with: { value: 17 } }
  b: { uses: round-number, inputs: { number: a.number } }
`;

async function lockedToys(): Promise<ToyWorkspace> {
  const toys = toyWorkspace(["make-number", "round-number"]);
  toys.writePipeline(CHAIN);
  expect(await limen(toys, "run", "toy.yaml")).toMatchObject({ status: 0 });
  expect(await limen(toys, "lock", "toy.yaml")).toMatchObject({ status: 0 });
  return toys;
}

test("verify names the first output that is not the lock file's, and leaves `limen lock` to authors, once", async () => {
  const toys = await lockedToys();
  expect(await limen(toys, "run", "toy.yaml", "--set", "a.value=27")).toMatchObject({ status: 0 });
  const { status, err, out } = await limen(toys, "verify", "toy.yaml", "--set", "a.value=27");
  expect(status).toBe(1);
  expect(err.split("\n").filter((line) => line.startsWith("other: "))).toEqual([
    expect.stringMatching(/\(a, number\): the lock file says/),
    expect.stringMatching(/\(b, number\): the lock file says/),
  ]);
  expect(err.match(/npx limen challenge toy NODE says how it differs\n/g)).toHaveLength(1);
  expect(err).toContain(
    "2 of 5 files differ, 0 nodes did not run; the first that is not the lock file's is a.number\n",
  );
  expect(err.match(/limen lock/g)).toHaveLength(1);
  expect(err).toMatch(/\(for authors only: npx limen lock toy\.yaml takes these results .*\)\n$/);
  expect(out).not.toContain("made by other");
  const json = JSON.parse((await limen(toys, "verify", "toy.yaml", "--json")).out);
  expect(json).toMatchObject({ good: false, firstFromLock: "a.number", otherEngine: null });
});

test("verify says that results were made by other code or parameters than are here, which is no fault", async () => {
  const toys = await lockedToys();
  const same = await limen(toys, "verify", "toy.yaml");
  expect(same).toMatchObject({ status: 0, err: "" });
  expect(same.out).not.toContain("made by");
  const asked = await limen(toys, "verify", "toy.yaml", "--set", "a.value=27");
  expect(asked).toMatchObject({ status: 0, err: "" });
  expect(asked.out).toMatch(
    /^1 node's result was made by other code, parameters or engine than are here: a \(params changed: value 17 → 27\)$/m,
  );
  const json = await limen(toys, "verify", "toy.yaml", "--set", "seed=3", "--json");
  expect(json.status).toBe(0);
  expect(JSON.parse(json.out)).toMatchObject({
    good: true,
    otherwiseMade: [
      { node: "a", changes: [expect.stringContaining("seed changed")] },
      { node: "b", changes: [expect.stringContaining("seed changed")] },
    ],
  });
});

test("verify says that there is no lock file; a folder in its place is refused", async () => {
  const toys = await lockedToys();
  rmSync(join(toys.root, "toy.lock.json"));
  const none = await limen(toys, "verify", "toy.yaml");
  expect(none).toMatchObject({ status: 0, err: "" });
  expect(none.out).toContain("\nno lock file says what they should be: there is no toy.lock.json\n");
  mkdirSync(join(toys.root, "locks"));
  const folder = await limen(toys, "verify", "toy.yaml", "--lock", "locks");
  expect(folder).toMatchObject({
    status: 2,
    out: "",
    err: "locks: this is a folder, no lock file\n  → name the file in it\n",
  });
});

test("challenge: other inputs and a missing claim are said, a parameter that would do nothing is refused, --keep is looked into", async () => {
  const toys = await lockedToys();
  const idle = await limen(toys, "challenge", "toy.yaml", "b", "--set", "a.value=27");
  expect(idle.status).toBe(2);
  expect(idle.err).toMatch(
    /^--set a\.value=27: a is not challenged: .*\n {2}→ name a too, or leave this out/,
  );

  const theirs = { ...toys, artifacts: join(toys.root, "reviewer") };
  expect(await limen(theirs, "run", "toy.yaml", "--set", "a.value=27")).toMatchObject({ status: 0 });
  const { status, out } = await limen(theirs, "challenge", "toy.yaml", "b", "--keep", "kept");
  expect(status).toBe(1);
  expect(out).toMatch(/^b +number +not comparable/m);
  expect(out).toContain("b was computed from other inputs than the claim names: a.number;");
  expect(out).toContain("0 of 1 output is identical, 1 is not comparable\n");
  expect(out).toContain(
    "  → get the authors' results first: npx limen pull toy.yaml REMOTE --lock toy.lock.json,",
  );
  expect(out).toContain(
    "kept/views/toy\n  → to look into it: LIMEN_ARTIFACTS=kept npx limen show toy.yaml NODE",
  );
  const kept = { ...toys, artifacts: join(toys.root, "kept") };
  expect((await limen(kept, "show", "toy.yaml", "b.number")).out).toContain("sha256");
  expect(readFileSync(join(toys.root, "kept/views/toy/b/number.json"), "utf8")).toBe('{"value":20}');
});

test("a damaged input is refused with the command that mends it", async () => {
  const toys = await lockedToys();
  const view = join(toys.artifacts, "views/toy/a/number.json");
  chmodSync(view, 0o644);
  writeFileSync(view, '{"value":18}');
  const damaged = await limen(toys, "challenge", "toy.yaml", "b");
  expect(damaged.status).toBe(2);
  expect(damaged.err).toMatch(/a\.number is damaged[\s\S]* → npx limen run toy\.yaml computes it anew\n/);
  const missing = await limen(toys, "show", "toy.yaml", "a");
  expect(missing.err).toMatch(/a\.number is missing[\s\S]* → npx limen run toy\.yaml computes it anew\n/);
  expect(await limen(toys, "run", "toy.yaml")).toMatchObject({ status: 0 });
  expect(await limen(toys, "show", "toy.yaml", "a")).toMatchObject({ status: 0 });
});

test("trace goes by name or digest, and shows what was chosen and where files lie; --params shows every parameter", async () => {
  const toys = await lockedToys();
  const named = await limen(toys, "trace", "toy/b.number");
  expect(named).toMatchObject({ status: 0, err: "" });
  const [, digest = ""] = /^b\.number {2}sha256 ([0-9a-f]{64})$/m.exec(named.out) ?? [];
  expect(named.out).toContain("  file    artifacts/views/toy/b/number.json\n");
  expect(named.out).toContain("  params  1 as the stage has them (--params shows all)\n");
  expect(named.out).toContain("  params  value: 17, 2 as the stage has them (--params shows all)\n");
  expect(named.out).toMatch(
    /reads {3}a\.number .* from run [0-9a-f]{12}: artifacts\/views\/toy\/a\/number\.json\n/,
  );
  expect(await limen(toys, "trace", digest.slice(0, 12).toUpperCase())).toEqual(named);
  const all = await limen(toys, "trace", digest, "--params");
  expect(all.out).toContain('  params  value: 17\n          kind: "plain"\n          nested: {"scale":1}\n');
});

test("show prints as many rows as are asked for, uncut, or a table as CSV", async () => {
  const toys = { ...toyWorkspace([]), stages: join(import.meta.dirname, "../../../stages") };
  toys.writePipeline(
    "limen: 1\nname: toy\nnodes:\n  faces: { uses: prepare-faces, with: { source: synthetic, faces: 40, identities: 10 } }\n",
  );
  expect(await limen(toys, "run", "toy.yaml")).toMatchObject({ status: 0 });
  const lines = async (...args: string[]) =>
    (await limen(toys, "show", "toy.yaml", ...args)).out.trimEnd().split("\n");
  const few = await lines("faces.faces");
  expect(few).toContain("  40 rows, the first 5 (--rows all shows all, --csv prints them)");
  expect(few.filter((line) => line.includes("image, "))).toHaveLength(5);
  const all = await lines("faces.faces", "--rows", "all");
  expect(all).toContain("  40 rows");
  expect(all.filter((line) => line.includes("image, "))).toHaveLength(40);
  expect((await lines("faces")).filter((line) => /\d\.\d{7}/.test(line))).toEqual([]);
  const csv = await lines("faces.faces", "--csv");
  expect(csv).toHaveLength(41);
  expect(csv[0]).toMatch(/^face_id,/);
  expect(csv[1]).toMatch(/sha256:[0-9a-f]{64}/);
  const none = await limen(toys, "show", "toy.yaml", "faces", "--csv");
  expect(none).toMatchObject({ status: 2, out: "", err: expect.stringContaining("name one: faces.faces") });
});

test("a pipeline's name that is nearly right is put right", async () => {
  const ended = await limen(toyWorkspace([]), "run", "tini");
  expect(ended).toMatchObject({ status: 2, out: "" });
  expect(ended.err).toMatch(
    /^there is no pipeline "tini", nor a file of that name\n {2}→ did you mean "tiny"\? allowed: /,
  );
});
