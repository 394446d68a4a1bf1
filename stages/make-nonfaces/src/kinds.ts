/** What can be done to a face so that it is none; the README says what each is. */
export const CHANGES = [
  "blocks_coarse",
  "blocks_fine",
  "features_covered",
  "features_moved",
  "halves",
  "negative",
  "upside_down",
  "phase",
  "blur",
  "noise",
  "pink_noise",
  "warp",
  "texture",
] as const;

/** What can be drawn from the prior so that it is no face. */
export const PRIOR_KINDS = ["prior_few_steps", "prior_noisy", "prior_smooth"] as const;

export const KINDS = [...CHANGES, ...PRIOR_KINDS] as const;

export type Change = (typeof CHANGES)[number];
export type PriorKind = (typeof PRIOR_KINDS)[number];
export type Kind = (typeof KINDS)[number];

export function isPriorKind(kind: Kind): kind is PriorKind {
  return PRIOR_KINDS.some((name) => name === kind);
}
