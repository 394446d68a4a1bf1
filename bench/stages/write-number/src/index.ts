import { defineStage, document, output } from "@limen/stage";
import { z } from "zod";

/** As little work as a stage can do: what is left is what the runner adds. */
export default defineStage({
  name: "write-number",
  summary: "Writes a number.",
  params: z.strictObject({ value: z.int().describe("the number") }),
  inputs: {},
  outputs: { number: output(document("json"), "the number") },
  engine: false,
  load: () => import("./run.ts"),
});
