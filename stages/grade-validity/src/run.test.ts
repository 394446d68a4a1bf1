import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { faceKindsTable, readTable, validityTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs, writeToyNet } from "./example.ts";
import stage from "./index.ts";

test("the example: brightness tells faces from negatives, less so from those made by degrees", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const before = tf.memory().numTensors;
  const run = async () => (await runStage(stage, { inputs, params: exampleParams })).outputs.validity!;
  const path = await run();
  expect(tf.memory().numTensors).toBe(before);
  const { rows } = await readTable(path, validityTable);
  const [valid, , all, blur, negative] = rows;
  expect(rows.map(({ kind }) => kind)).toEqual(["face", "face", "non-faces", "blur", "negative"]);
  // A share .9 of 20 faces of greys 200 to 219 reaches the score of grey 202: 256 pixels, weight .01 each.
  const score = 1 / (1 + Math.exp(-2.56 * (202 / 127.5 - 1)));
  expect(valid!.threshold).toBeCloseTo(score, 5);
  expect(valid).toMatchObject({ net: "toy", split: "valid", n: 20, passed: 0.9 });
  expect(negative).toMatchObject({ n: 10, auc: 1, high: 1, passed: 0, degree_rho: null });
  expect(blur!.degree_rho).toBeCloseTo(1, 10);
  expect(blur!.n).toBe(4);
  expect(all!.n).toBe(14);
  expect(readFileSync(await run())).toEqual(readFileSync(path));
});

test("a net for emotions, pictures of another set and kinds of another node are refused", async () => {
  const folder = temporaryDirectory();
  const inputs = await writeExampleInputs(folder);
  const emotions = join(folder, "emotions.safetensors");
  await writeToyNet(emotions, ["anger", "fear"]);
  await expect(runStage(stage, { inputs: { ...inputs, classifier: emotions } })).rejects.toThrow(
    'the classes of the net toy are ["anger","fear"]',
  );
  const kinds = join(folder, "few.parquet");
  const { rows } = await readTable(inputs.kinds![0]!, faceKindsTable);
  await writeTable(kinds, faceKindsTable, rows.slice(0, -2));
  await expect(runStage(stage, { inputs: { ...inputs, kinds } })).rejects.toThrow(
    "2 pictures have no row in the kinds table, e.g. toy-77",
  );
});
