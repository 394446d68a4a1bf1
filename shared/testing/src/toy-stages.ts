/** Sources of stages small enough to run in a blink. Each notes what it does in the file $LIMEN_TOY_TRACE. */

const head = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { defineStage, document, externalPath, input, output } from "@limen/stage";
import { UserError } from "@limen/errors";
import { z } from "zod";

const note = (text) => appendFileSync(process.env.LIMEN_TOY_TRACE, text + "\\n");
const read = (artifact) => JSON.parse(readFileSync(artifact.path, "utf8"));
const write = (path, value) => writeFileSync(path, JSON.stringify(value));
const number = document("json");
`;

function toyStage(declaration: string, run: string): string {
  return `${head}
export default defineStage({
  engine: false,
  ${declaration},
  load: async () => ({ async run(context) {
    const { params } = context;
    ${run}
  } }),
});
`;
}

const outputs = 'outputs: { number: output(number, "the number") }';

export const toyStages = {
  "make-number": toyStage(
    `name: "make-number", summary: "Writes a number.", inputs: {}, ${outputs},
     params: z.strictObject({
       value: z.int().min(0).max(1000).describe("the number"),
       kind: z.enum(["plain", "secret"]).default("plain").describe("what kind of number"),
       nested: z.strictObject({ scale: z.number().default(1).describe("factor") }).prefault({}).describe("more"),
     })`,
    `note("make-number"); write(context.output("number"), { value: params.value * params.nested.scale });`,
  ),
  "read-number": toyStage(
    `name: "read-number", summary: "Reads a number of the user's.", inputs: {}, ${outputs},
     params: z.strictObject({ path: externalPath("a file with a number") })`,
    `note("read-number"); write(context.output("number"), { value: Number(readFileSync(context.external("path"), "utf8")) });`,
  ),
  "round-number": toyStage(
    `name: "round-number", summary: "Rounds down to tens.", ${outputs},
     inputs: { number: input(number, "the number to round") },
     params: z.strictObject({ step: z.int().min(1).default(10).describe("(units) what to round to") })`,
    `note("round-number");
     const { value } = read(context.input("number"));
     write(context.output("number"), { value: Math.floor(value / params.step) * params.step });`,
  ),
  "sum-numbers": toyStage(
    `name: "sum-numbers", summary: "Adds numbers.", ${outputs},
     inputs: { numbers: input(number, "the numbers", { many: true }), extra: input(number, "one more", { optional: true }) },
     params: z.strictObject({ factor: z.number().default(1).describe("factor of the sum") })`,
    `note("sum-numbers");
     const list = context.inputList("numbers").map((one) => read(one).value);
     const extra = context.optionalInput("extra");
     const sum = list.reduce((a, b) => a + b, extra ? read(extra).value : 0);
     context.measure("terms", list.length, "numbers");
     write(context.output("number"), { value: sum * params.factor, names: context.inputList("numbers").map((one) => one.instance) });`,
  ),
  "draw-picture": toyStage(
    `name: "draw-picture", summary: "Writes a page.", inputs: { number: input(number, "what to show") },
     outputs: { page: output(document("html"), "the page") }, params: z.strictObject({})`,
    `note("draw-picture"); writeFileSync(context.output("page"), "<p>" + read(context.input("number")).value + "</p>");`,
  ),
  "work-slowly": toyStage(
    `name: "work-slowly", summary: "Computes blocks, slowly.", inputs: {}, ${outputs}, shardable: true,
     params: z.strictObject({
       blocks: z.int().min(1).default(4).describe("how many blocks"),
       milliseconds: z.int().min(0).default(0).describe("(ms) time of a block"),
     })`,
    `note("work-slowly");
     const results = await context.blocks(params.blocks, async (index) => {
       await new Promise((resolve) => setTimeout(resolve, params.milliseconds));
       note("block " + index);
       return { index, draw: context.random.split(index).uint32() };
     });
     if (results === undefined) return;
     context.log("all blocks are there");
     write(context.output("number"), { value: results.length, results });`,
  ),
  "go-wrong": toyStage(
    `name: "go-wrong", summary: "Fails.", ${outputs},
     inputs: { number: input(number, "anything", { optional: true }) },
     params: z.strictObject({ how: z.enum(["user", "crash", "exit", "kill", "nothing", "empty"]).describe("in which way") })`,
    `note("go-wrong");
     if (params.how === "user") throw new UserError([
       { message: "the file has no column emotion", place: { file: "faces.csv", row: 1 }, hint: "add it" },
       { message: "a second problem" },
     ]);
     if (params.how === "crash") throw new Error("assumption broken");
     if (params.how === "exit") { console.log("last words"); process.exit(3); }
     if (params.how === "kill") process.kill(process.pid, "SIGKILL");
     if (params.how === "empty") writeFileSync(context.output("number"), "");`,
  ),
} as const;

export type ToyName = keyof typeof toyStages;
