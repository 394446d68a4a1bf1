/**
 * The contrast by which each claim stands or falls; all others are listed beside it. Chosen by design: C3 against
 * unguided faces of the same prior and condition, from which boundary faces differ in guidance alone; C4 against the base
 * net at its best temperature, since calibration alone gains likelihood; C5 for a person's bias and slope over the group.
 */
const PRIMARY = {
  C1: { contrast: "on the guide's boundary", unit: null },
  C2: { contrast: "entropy spearman brown", unit: null },
  C3: { contrast: "human entropy: uncertainty − unguided", unit: null },
  C4: { contrast: "group − base_temperature, new stimuli, old people", unit: "nats a trial" },
  C5: { contrast: "individual_bias_slope − group, new stimuli, old people", unit: "nats a trial" },
} as const;

/** Whether a contrast is its claim's primary one: one for each net, arm or sampler. */
export function isPrimary(row: {
  readonly claim: keyof typeof PRIMARY;
  readonly contrast: string;
  readonly unit: string;
}): boolean {
  const { contrast, unit } = PRIMARY[row.claim];
  return row.contrast.startsWith(contrast) && (unit === null || row.unit === unit);
}
