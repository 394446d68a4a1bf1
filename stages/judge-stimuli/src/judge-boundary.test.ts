import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { type Judged, judgeBoundary } from "./judge-boundary.ts";

/** Stimuli of which the held-out net agrees on these. */
function judged(agrees: readonly boolean[]): Judged[] {
  return agrees.map((heldOutAgrees) => ({
    stimulus: { validity: 0.5 } as Judged["stimulus"],
    judgement: { heldOutAgrees, heldOutStable: false, stable: null, entropy: 1 } as Judged["judgement"],
    lift: null,
  }));
}

function agreement(agrees: readonly boolean[], choices: Parameters<typeof judgeBoundary>[2]) {
  const cell = { arm: "uncertainty", sampler: "gauss-newton" };
  const random = RandomStream.fromSeed("agreement");
  const rows = judgeBoundary(cell, judged(agrees), choices, "judge", 200, random);
  return rows.find(({ metric }) => metric === "held_out_agrees_matched");
}

const half = [true, false, true, false, true, false];
const never = Array<boolean>(20).fill(false);

test("real faces between the same classes count as often as the stimuli between them", () => {
  const row = agreement(
    [true, true, true, false],
    [
      { places: [0, 1, 2], real: half },
      { places: [3], real: never },
    ],
  );
  expect(row).toMatchObject({ value: 0.75, n: 4, floor: 0.375, floor_n: 26, net: "judge" });
  expect(row!.floor_low).toBeLessThan(0.3);
  expect(row!.floor_high).toBeGreaterThan(0.45);
});

test("classes between which hardly a real face lies are left out on both sides", () => {
  const few = [true, true, true, true];
  const row = agreement(
    [true, false, false],
    [
      { places: [0], real: half },
      { places: [1, 2], real: few },
    ],
  );
  expect(row).toMatchObject({ value: 1, n: 1, floor: 0.5, floor_n: 6 });
  expect(agreement([true], [{ places: [0], real: few }])).toMatchObject({
    value: null,
    n: 0,
    floor: null,
    floor_n: null,
  });
  expect(agreement([true], [])).toBeUndefined();
});
