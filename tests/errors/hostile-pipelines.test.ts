import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { HEAD, hostileCases } from "./hostile-cases.ts";
import { FILE, refuse } from "./refuse.ts";

test.each(hostileCases)("%s is refused with its place", (_, yaml, says) => {
  expect(refuse(yaml)).toContain(says);
});

test("ten thousand nodes are planned, and refused, in seconds", () => {
  const folder = temporaryDirectory();
  const nodes = Array.from(
    { length: 10_000 },
    (_, i) => `  f${i}: { uses: prepare-faces, with: { faces: ${i + 100} } }\n`,
  );
  writeFileSync(join(folder, FILE), `${HEAD}${nodes.join("")}`);
  const run = () => limen(["plan", FILE, "--json"], { artifacts: join(folder, "artifacts"), cwd: folder });
  const begin = process.hrtime.bigint();
  const { status, stdout } = run();
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as { nodes: unknown[] }).nodes).toHaveLength(10_000);
  process.stdout.write(`10,000 nodes planned in ${seconds.toFixed(1)} s\n`);
  // A busy machine takes several times as long as an idle one.
  expect(seconds).toBeLessThan(60);
  writeFileSync(join(folder, FILE), `${HEAD}${nodes.join("").replaceAll("faces: 1", "facse: 1")}`);
  const refused = run();
  expect(refused.status).toBe(2);
  expect(/^study\.yaml:4:\d+: unknown parameter "facse"$/m.test(refused.stderr)).toBe(true);
}, 120_000);
