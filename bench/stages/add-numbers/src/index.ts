import { defineStage, document, input, output } from "@limen/stage";
import { z } from "zod";

const number = document("json");

export default defineStage({
  name: "add-numbers",
  summary: "Adds numbers.",
  params: z.strictObject({ value: z.int().default(0).describe("one more number") }),
  inputs: { numbers: input(number, "the numbers", { many: true }) },
  outputs: { number: output(number, "their sum") },
  engine: false,
  load: () => import("./run.ts"),
});
