import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { loadPipeline } from "@limen/runner";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { root } from "../support/root.ts";
import { hostileCases } from "./hostile-cases.ts";
import { FILE } from "./refuse.ts";
import { wrongCases } from "./wrong-cases.ts";

const cases = [...wrongCases, ...hostileCases.map(([what, yaml]) => ({ what, yaml }))];

test("every problem of every malformed file has a line and a column, within a second of computing", async () => {
  const file = join(temporaryDirectory(), FILE);
  const stagesFolder = join(root, "stages");
  // The stages that a message may name are imported once a command.
  writeFileSync(file, "limen: 1\nname: study\nnodes:\n  faces: { uses: prepare-faces, shards: 2 }\n");
  await loadPipeline(file, { stagesFolder }).catch(() => undefined);
  for (const { what, yaml } of cases) {
    writeFileSync(file, yaml);
    const before = process.cpuUsage();
    const error: unknown = await loadPipeline(file, { stagesFolder }).catch((thrown: unknown) => thrown);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6, `CPU-seconds of ${what}`).toBeLessThan(1);
    expect(error, what).toBeInstanceOf(UserError);
    for (const { message, place } of (error as UserError).problems) {
      expect(place?.file, `${what}: ${message}`).toBe(file);
      // An empty file has no line.
      if (yaml !== "") expect([place?.line, place?.column], `${what}: ${message}`).not.toContain(undefined);
    }
  }
});
