import { decodeUnitBatch } from "@limen/images";
import { ledgerTable, readTable } from "@limen/tables";
import { expect, test } from "vitest";
import { EXAMPLE_SIZE } from "./example.ts";
import { toySampling } from "./toy-sampling.ts";

const { boundaryRows } = toySampling();

test.each(["heun", "dpm-solver++"])("%s draws boundary faces too", async (solver) => {
  const { attempts } = await boundaryRows({ solver, arms: ["uncertainty"] });
  expect(attempts.filter((row) => row.on_target).length / attempts.length).toBeGreaterThan(0.5);
});

test("levels make morph series: the guide's share of the first class rises along each", async () => {
  const change = { arms: ["uncertainty"], pairs: [["calm", "glad"]], levels: [0.3, 0.5, 0.7], attempts: 4 };
  const { attempts, stimuli } = await boundaryRows({ ...change, guides: ["mlp"] });
  const accepted = attempts.filter((row) => row.accepted);
  expect(accepted.length).toBeGreaterThan(attempts.length / 2);
  for (const row of accepted) expect(row.p_a / (row.p_a + row.p_b)).toBeCloseTo(row.level!, 0.7);
  const meanShare = (level: number) => {
    const own = accepted.filter((row) => row.level === level);
    return own.reduce((sum, row) => sum + row.p_a / (row.p_a + row.p_b), 0) / own.length;
  };
  expect(meanShare(0.3)).toBeLessThan(meanShare(0.5));
  expect(meanShare(0.5)).toBeLessThan(meanShare(0.7));
  const series = new Set(stimuli.map((row) => row.series).filter((name) => name !== null));
  expect(series.size).toBeGreaterThan(0);
});

test("a face between three classes has all of them in its guide", async () => {
  const pairs = [["calm", "glad", "sad"]];
  const { stimuli } = await boundaryRows({ arms: ["uncertainty"], pairs, attempts: 8 });
  expect(stimuli.length).toBeGreaterThan(0);
  for (const row of stimuli) {
    expect(row.further_classes).toBe("sad");
    expect(Math.min(...row.p_guide_1)).toBeGreaterThan(0.26);
  }
});

test("anchored faces stay within their budget, and their real face stands beside them", async () => {
  const change = { arms: ["anchored"], budgets: [1, 8], anchorSigma: 0.5, natural: 1 };
  const { stimuli, attempts } = await boundaryRows(change);
  const reached = (budget: number) => attempts.filter((row) => row.budget === budget && row.on_target).length;
  expect(reached(8)).toBeGreaterThan(reached(1));
  const pixelsOf = new Map<string, Float32Array>();
  for (const row of stimuli) {
    pixelsOf.set(row.stimulus_id, await decodeUnitBatch([row.image.bytes], EXAMPLE_SIZE));
  }
  const anchored = stimuli.filter((row) => row.arm === "anchored");
  expect(anchored.length).toBeGreaterThan(0);
  for (const row of anchored) {
    const natural = stimuli.find(
      ({ match_id, face_id }) => match_id === row.stimulus_id && face_id === row.anchor_id,
    );
    // Several stimuli may start from one face; it stands beside the first of them.
    if (!natural) continue;
    const moved = pixelsOf.get(row.stimulus_id)!;
    const real = pixelsOf.get(natural.stimulus_id)!;
    const distance = Math.hypot(...moved.map((value, i) => value - real[i]!));
    // Rounding to grey levels moves each pixel by at most half a level.
    expect(distance).toBeLessThanOrEqual(row.budget! + EXAMPLE_SIZE / 255);
  }
});

test("bisection spends no gradient, and comes nearer to the boundary than no guidance", async () => {
  const change = { arms: ["uncertainty"], attempts: 8, acceptUncertainty: 0.01 };
  const missOf = (rows: readonly { p_a: number; p_b: number }[]) =>
    rows.reduce((sum, row) => sum + Math.abs(Math.log(row.p_a / row.p_b)), 0) / rows.length;
  const found = await boundaryRows({ ...change, sampler: "bisection" });
  const free = await boundaryRows({ ...change, sampler: "unguided" });
  expect(missOf(found.attempts)).toBeLessThan(missOf(free.attempts));
  const [row] = (await readTable(found.outputs.ledger!, ledgerTable)).rows;
  expect(row!.guide_backward + row!.prior_backward).toBe(0);
  // Six levels a mixture, seven mixtures at most.
  expect(row!.prior_forward).toBeLessThanOrEqual(6 * 7 * row!.attempts);
  expect(row!.prior_forward).toBe(6 * row!.guide_forward);
});

test("off-manifold controls are real faces on the boundary, moved without the prior", async () => {
  const { outputs, stimuli } = await boundaryRows({ arms: ["uncertainty"], offManifold: 1 });
  const controls = stimuli.filter((row) => row.arm === "off-manifold");
  expect(controls.length).toBeGreaterThan(0);
  for (const row of controls) {
    expect(row.sampler).toBe("straight");
    expect(row.anchor_id).not.toBeNull();
  }
  const ledger = (await readTable(outputs.ledger!, ledgerTable)).rows;
  const own = ledger.filter((row) => row.arm === "off-manifold");
  expect(own.reduce((sum, row) => sum + row.prior_forward, 0)).toBe(0);
  expect(own.reduce((sum, row) => sum + row.guide_backward, 0)).toBeGreaterThan(0);
});
