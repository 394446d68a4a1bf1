import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attemptsTable, readTable, stimuliTable } from "@limen/tables";
import { runStage, type StageTrial } from "@limen/testing";
import { afterAll, beforeAll } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";

/** For tests: no controls beside the boundary faces. */
export const noControls = { unguided: 0, confident: 0, offManifold: 0, natural: 0 };

/** For tests: the example's nets, trained once a file of tests, and the stage run on them. */
export function toySampling() {
  let folder: string;
  let inputs: NonNullable<StageTrial["inputs"]>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "boundaries-"));
    const files = await writeExampleInputs(folder);
    inputs = { ...files, prior: files.prior![0]!, heldOut: files.heldOut![0]!, faces: files.faces![0]! };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const sample = (change: object = {}, { inputs: further = {}, ...more }: StageTrial = {}) =>
    runStage(stage, {
      params: { ...exampleParams, ...change },
      inputs: { ...inputs, ...further },
      ...more,
    });

  const boundaryRows = async (change: object) => {
    const { outputs } = await sample({ ...noControls, ...change });
    const stimuli = (await readTable(outputs.stimuli!, stimuliTable)).rows;
    const attempts = (await readTable(outputs.attempts!, attemptsTable)).rows;
    return { outputs, stimuli, attempts };
  };

  return { folder: () => folder, inputs: () => inputs, sample, boundaryRows };
}
