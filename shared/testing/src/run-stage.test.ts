import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { type ContextOf, defineStage, document, externalPath, input, output } from "@limen/stage";
import { expect, test } from "vitest";
import { z } from "zod";
import { runStage } from "./run-stage.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const stage = defineStage({
  name: "toy",
  summary: "Copies texts.",
  params: z.strictObject({
    times: z.int().default(2).describe("copies"),
    path: externalPath("more").optional(),
  }),
  inputs: { texts: input(document("json"), "texts", { many: true }) },
  outputs: { copy: output(document("json"), "the copies") },
  engine: false,
  load: async () => ({
    async run(context: ContextOf<typeof stage>) {
      const texts = context.inputList("texts").map(({ path }) => readFileSync(path, "utf8"));
      const more = context.external("path");
      if (more !== undefined) texts.push(readFileSync(more, "utf8"));
      context.log("copying");
      writeFileSync(context.output("copy"), texts.join("").repeat(context.params.times));
    },
  }),
});

function textFile(text: string): string {
  const path = join(temporaryDirectory(), "text.json");
  writeFileSync(path, text);
  return path;
}

test("runs a stage on paths, with defaults, and gives its outputs and events", async () => {
  const inputs = { texts: [textFile("a"), textFile("b")] };
  const { outputs, events } = await runStage(stage, { inputs, externals: { path: textFile("c") } });
  expect(readFileSync(outputs.copy ?? "", "utf8")).toBe("abcabc");
  expect(events).toEqual([{ type: "log", message: "copying" }]);
});

test("refuses parameters that the schema refuses, and outputs that were not written", async () => {
  await expect(runStage(stage, { params: { time: 3 }, inputs: { texts: [] } })).rejects.toThrow(UserError);
  await expect(runStage(stage, { inputs: { texts: [] } })).rejects.toThrow("not written: copy");
});
