import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { outputDigests } from "../support/results.ts";
import { root } from "../support/root.ts";

const DEMO = join(root, "pipelines/demo.yaml");
const HALF_AN_HOUR = 1_800_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "limen-demo-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Some ten minutes: `npm run test:full` only.
test.skipIf(!process.env.LIMEN_TEST_FULL)(
  "the demo, run in two places, one node at a time and two at a time: the same bytes, and verify agrees",
  () => {
    const [one, two] = ["one", "two"].map((name) => join(folder, name));
    const first = limen(["run", DEMO, "--json", "-j", "1"], { artifacts: one! });
    expect(first.status, first.output.slice(-3000)).toBe(0);
    const second = limen(["run", DEMO, "--json", "-j", "2"], { artifacts: two!, cwd: folder });
    expect(second.status, second.output.slice(-3000)).toBe(0);
    expect(outputDigests(two!, "demo")).toEqual(outputDigests(one!, "demo"));
    expect(limen(["verify", DEMO], { artifacts: one! }).status).toBe(0);
  },
  2 * HALF_AN_HOUR,
);
