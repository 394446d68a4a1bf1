import { attemptsTable, ledgerTable, readTable } from "@limen/tables";
import { expect, test } from "vitest";
import { writeFaceModel } from "./example.ts";
import { noControls, toySampling } from "./toy-sampling.ts";

const { folder, inputs, sample } = toySampling();

test("a validity net filters what is no face, and guides below its noise level", async () => {
  const model = await writeFaceModel(folder());
  const draw = async (change: object) => {
    const own = { ...noControls, arms: ["uncertainty"], attempts: 8, ...change };
    const { outputs } = await sample(own, { inputs: model });
    return {
      attempts: (await readTable(outputs.attempts!, attemptsTable)).rows,
      ledger: (await readTable(outputs.ledger!, ledgerTable)).rows,
    };
  };
  // Two noise levels leave noise in the samples: some are no faces.
  const rough = { sampler: "unguided", steps: 2, sigmaMin: 4 };
  const filtered = await draw(rough);
  for (const row of filtered.attempts) expect(row.valid).toBe(row.face_score! >= 0.5);
  expect(filtered.attempts.some((row) => !row.valid)).toBe(true);

  const free = await draw({ validityBelow: 0 });
  const guided = await draw({ validityBelow: 3 });
  const meanScore = (rows: readonly { readonly face_score: number | null }[]) =>
    rows.reduce((sum, row) => sum + row.face_score!, 0) / rows.length;
  expect(meanScore(guided.attempts)).toBeGreaterThan(meanScore(free.attempts));
  const guideCost = (rows: readonly { readonly guide_forward: number }[]) =>
    rows.reduce((sum, row) => sum + row.guide_forward, 0);
  expect(guideCost(guided.ledger)).toBeGreaterThan(guideCost(free.ledger));
});

test("a validity net without its table, or one that knows no faces, is refused", async () => {
  const model = await writeFaceModel(folder());
  const run = (further: Record<string, string>) => sample({}, { inputs: further });
  await expect(run({ validityNet: model.validityNet })).rejects.toThrow(
    "validityNet is given without validity",
  );
  const emotions = (inputs().classifiers as readonly string[])[0]!;
  await expect(run({ validityNet: emotions, validity: model.validity })).rejects.toThrow(
    /tells calm, glad, sad apart[\s\S]*grades face-model, not mlp/,
  );
});
