import { attemptsTable, ledgerTable, readTable } from "@limen/tables";
import { expect, test } from "vitest";
import { writeFaceModel } from "./example.ts";
import { noControls, toySampling } from "./toy-sampling.ts";

const { folder, inputs, sample } = toySampling();

test("a validity net filters what is no face, and another guides below its noise level", async () => {
  const model = await writeFaceModel(folder());
  const draw = async (change: object, isGuided = false) => {
    const own = { ...noControls, arms: ["uncertainty"], attempts: 8, ...change };
    const { validityGuide, ...judge } = model;
    const { outputs } = await sample(own, { inputs: isGuided ? { ...judge, validityGuide } : judge });
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

  const everywhere = { guideEvery: 1, pullAbove: 0 };
  const free = await draw(everywhere);
  const guided = await draw({ ...everywhere, validityBelow: 3 }, true);
  const meanScore = (rows: readonly { readonly face_score: number | null }[]) =>
    rows.reduce((sum, row) => sum + row.face_score!, 0) / rows.length;
  expect(meanScore(guided.attempts)).toBeGreaterThan(meanScore(free.attempts));
  const guideCost = (rows: readonly { readonly guide_forward: number }[]) =>
    rows.reduce((sum, row) => sum + row.guide_forward, 0);
  expect(guideCost(guided.ledger)).toBeGreaterThan(guideCost(free.ledger));
});

test("a validity net without its table, one that knows no faces, and one that guides and filters are refused", async () => {
  const model = await writeFaceModel(folder());
  const run = (further: Record<string, string>) => sample({}, { inputs: further });
  await expect(run({ validityNet: model.validityNet })).rejects.toThrow(
    "validityNet is given without validity",
  );
  const emotions = (inputs().classifiers as readonly string[])[0]!;
  await expect(run({ validityNet: emotions, validity: model.validity })).rejects.toThrow(
    /tells calm, glad, sad apart[\s\S]*grades face-model, not mlp/,
  );
  await expect(run({ validityGuide: model.validityGuide })).rejects.toThrow(
    "validityGuide is given without validityNet",
  );
  await expect(run({ ...model, validityGuide: model.validityNet })).rejects.toThrow(
    '"face-model" is to guide, so it cannot filter',
  );
  await expect(run({ ...model, validityGuide: emotions })).rejects.toThrow(/mlp tells calm, glad, sad apart/);
});
