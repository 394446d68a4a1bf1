import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisCpu } from "@limen/numerics/cpu";
import type { VerifiedFile } from "@limen/proof";
import { temporaryDirectory } from "@limen/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { outputDigests } from "../support/results.ts";
import { root } from "../support/root.ts";

interface Verified {
  readonly good: boolean;
  readonly lock: string;
  readonly files: readonly VerifiedFile[];
}

const cpu = thisCpu();
const full = process.env.LIMEN_TEST_FULL;

let artifacts: string;
beforeAll(() => {
  artifacts = mkdtempSync(join(tmpdir(), "limen-tiny-"));
  const { status, output } = limen(["run", "pipelines/tiny.yaml", "--json"], { artifacts });
  expect(status, output.slice(-3000)).toBe(0);
}, 600_000);
afterAll(() => rmSync(artifacts, { recursive: true, force: true }));

test("pipelines/tiny.yaml comes out as its lock file says", () => {
  judge("tiny");
});

test("every op gives the bytes that it gave on the CPUs of the lock files", () => {
  const { status, stdout } = limen(["doctor", "--ops"], { artifacts });
  expect(stdout).toMatch(/^(ok|DIFFERS) +ops /m);
  if (cpu.isKnown) expect({ status, stdout }).toMatchObject({ status: 0 });
  else if (status !== 0) tellUnlisted("ops differ");
});

test("verify loads no TensorFlow and asks no network", () => {
  const loads = join(temporaryDirectory(), "loads");
  const hooks = new URL("./refuse-network.mjs", import.meta.url).href;
  process.env.NODE_OPTIONS = `--import ${hooks}`;
  process.env.LIMEN_TEST_LOADS = loads;
  try {
    const libraries = (...args: string[]) => {
      const { output } = limen(args, { artifacts });
      return { output, native: readFileSync(loads, "utf8").split("\n") };
    };
    const verified = libraries("verify", "pipelines/tiny.yaml");
    expect(verified.output).toMatch(/files are as they were written|files differ/);
    expect(verified.native.filter((path) => /tensorflow|tfjs/.test(path))).toEqual([]);
    // The probe sees native libraries.
    expect(verified.native.some((path) => /libc\.so/.test(path))).toBe(true);
  } finally {
    delete process.env.NODE_OPTIONS;
    delete process.env.LIMEN_TEST_LOADS;
  }
});

test("challenge computes a node anew in a clean place, and finds it identical", () => {
  const { status, output } = limen(["challenge", "pipelines/tiny.yaml", "people", "responses"], {
    artifacts,
  });
  if (!cpu.isKnown && status === 1) tellUnlisted(output);
  else
    expect({ status, output }).toMatchObject({
      status: 0,
      output: expect.stringMatching(/(\d+) of \1 outputs are identical/),
    });
});

test("a digest is traced to its sources, equal results do not differ, and nothing is to be repaired", () => {
  const digest = outputDigests(artifacts, "tiny")["boundaries.stimuli"]!;
  const traced = limen(["trace", digest.slice(0, 12)], { artifacts });
  expect(traced.status, traced.output).toBe(0);
  expect(traced.stdout).toContain(`boundaries.stimuli  sha256 ${digest}`);
  expect(traced.stdout).toMatch(/reads +prior\.prior [0-9a-f]{12} from run [0-9a-f]{12}/);
  expect(traced.stdout).toMatch(/^faces {2}prepare-faces, of pipeline tiny/m);
  expect(limen(["diff", "tiny", "tiny"], { artifacts })).toMatchObject({
    status: 0,
    stdout: "nothing differs\n",
  });
  const other = limen(["diff", "tiny/nets[mlp]", "tiny/nets[logistic]"], { artifacts });
  expect(other.status).toBe(1);
  expect(other.stdout).toMatch(/params changed: net mlp → logistic.*weights: sha256/s);
  const repaired = limen(["repair", "tiny"], { artifacts });
  expect(repaired.output).toMatch(/^\d+ files read, 0 set aside\ntiny lacks nothing$/m);
  expect(limen(["repair", "--run"], { artifacts }).status).toBe(2);
  const collected = limen(["gc", "--dry-run"], { artifacts });
  expect(collected.stdout).toMatch(/would delete 0 entries, 0 B\nthe store takes .*, objects /);
  expect(limen(["verify", "tiny", "--sample", "20%"], { artifacts }).stdout).toMatch(
    / of \d+ files were read/,
  );
});

// Minutes: `npm run test:full` only. The lock file is made when the study's code stands still.
test.skipIf(!full || !existsSync(join(root, "pipelines/demo.lock.json")))(
  "pipelines/demo.yaml comes out as its lock file says",
  () => {
    const { status, output } = limen(["run", "pipelines/demo.yaml", "--json"], { artifacts });
    expect(status, output.slice(-3000)).toBe(0);
    judge("demo");
  },
  3_600_000,
);

/** On a CPU that the lock file was made on every byte must be right; on another the first difference is told. */
function judge(name: string): void {
  const lock = join(root, `pipelines/${name}.lock.json`);
  const { stdout } = limen(["verify", `pipelines/${name}.yaml`, "--lock", lock, "--json"], { artifacts });
  const { files } = JSON.parse(stdout) as Verified;
  const faults = files.filter(({ state }) => state !== "good");
  const [first] = faults;
  if (first === undefined) return;
  const told = `${faults.length} outputs are not those of ${name}.lock.json, first ${first.node}.${first.output}: ${first.why ?? first.state}`;
  const isElsewhere = !cpu.isKnown && faults.every(({ state }) => state === "other");
  if (isElsewhere) tellUnlisted(told);
  else {
    const remedy = `If it is meant: npx limen run ${name} && npx limen lock ${name}, and say in the commit which outputs changed and why.`;
    throw new Error(`${told}\n${remedy}`);
  }
}

function tellUnlisted(message: string): void {
  const { stdout } = limen(["doctor", "--ops"], { artifacts });
  process.stdout.write(
    `\nNOTE: ${message}\n${stdout}\nThe CPU "${cpu.model}" is not in shared/numerics/cpus.json, so this is no failure: please report it.\n`,
  );
}
