/** Columns of fer2013new.csv after usage and image name, in order. */
export const FERPLUS_VOTES = [
  "neutral",
  "happiness",
  "surprise",
  "sadness",
  "anger",
  "disgust",
  "fear",
  "contempt",
  "unknown",
  "NF",
] as const;

/** The emotions among them: the last two say that no emotion, or no face, could be seen. */
export const FERPLUS_CLASSES = FERPLUS_VOTES.slice(0, 8);

export interface FerplusRule {
  /** Classes to keep, of FERPLUS_CLASSES, in the order of the label. */
  readonly classes: readonly string[];
  /**
   * Whether a class with one vote counts as having none (Barsoum et al. 2016: an outlier): drop, for the choice of faces
   * and in their labels; choose, for the choice only; keep, for neither.
   */
  readonly singleVotes: "drop" | "choose" | "keep";
  /** majority: one class has more than half of the votes; plurality: one class has most. */
  readonly rule: "majority" | "plurality";
}

export type FerplusVerdict =
  | { readonly keep: true; readonly counts: readonly number[]; readonly cast: readonly number[] }
  | { readonly keep: false; readonly reason: string };

/**
 * Barsoum, Zhang, Canton Ferrer and Zhang 2016 (FER+), majority mode: single votes are removed, then the class with
 * the most votes must hold more than half of those left, `unknown` and `NF` included, and must be an emotion.
 * `counts` are the votes behind the label; `cast` all votes for the kept classes.
 */
export function applyFerplusRule(votes: readonly number[], rule: FerplusRule): FerplusVerdict {
  const counted = votes.map((count) => (count === 1 && rule.singleVotes !== "keep" ? 0 : count));
  const total = counted.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counted);
  if (total === 0) return { keep: false, reason: "no votes are left" };
  if (rule.rule === "majority" && most <= total / 2)
    return { keep: false, reason: "no class has a majority" };
  const winner = FERPLUS_VOTES[counted.indexOf(most)]!;
  if (!rule.classes.includes(winner)) return { keep: false, reason: `most votes are for ${winner}` };
  const columns: readonly string[] = FERPLUS_VOTES;
  const pick = (all: readonly number[]) => rule.classes.map((name) => all[columns.indexOf(name)]!);
  const behind = rule.singleVotes === "drop" ? counted : votes;
  return { keep: true, counts: pick(behind), cast: pick(votes) };
}
