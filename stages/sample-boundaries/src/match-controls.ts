/** What controls are matched on, besides the classes. */
export interface Look {
  /** Mean grey level. */
  readonly luminance: number;
  /** Standard deviation of the grey levels. */
  readonly contrast: number;
  /** How face-like, in [0, 1]. */
  readonly validity: number;
}

const FEATURES = ["luminance", "contrast", "validity"] as const;

export function lookOf({
  pixels,
  validity,
}: {
  readonly pixels: Uint8Array;
  readonly validity: number;
}): Look {
  let sum = 0;
  let squares = 0;
  for (const value of pixels) {
    sum += value;
    squares += value * value;
  }
  const luminance = sum / pixels.length;
  const contrast = Math.sqrt(Math.max(0, squares / pixels.length - luminance ** 2));
  return { luminance, contrast, validity };
}

export interface Matchable {
  readonly look: Look;
  /** Whether this control may stand beside that stimulus. */
  readonly fits: (stimulus: number) => boolean;
}

/**
 * For each stimulus, in the order given, the nearest candidates that fit and are not used yet, by distance in luminance,
 * contrast and validity, each divided by its standard deviation among the candidates. Fewer when candidates run out.
 * Gives, for each stimulus, indices of candidates.
 */
export function matchControls(
  stimuli: readonly Look[],
  candidates: readonly Matchable[],
  each: number,
  order: readonly number[] = stimuli.map((_, stimulus) => stimulus),
): (readonly number[])[] {
  const scales = FEATURES.map((feature) => spread(candidates.map(({ look }) => look[feature])));
  const used = new Set<number>();
  const matches: (readonly number[])[] = stimuli.map(() => []);
  for (const stimulus of order) {
    const look = stimuli[stimulus]!;
    const distance = (candidate: Matchable) =>
      FEATURES.reduce(
        (sum, feature, at) => sum + ((candidate.look[feature] - look[feature]) / scales[at]!) ** 2,
        0,
      );
    const nearest = candidates
      .map((candidate, index) => ({ index, candidate }))
      .filter(({ index, candidate }) => !used.has(index) && candidate.fits(stimulus))
      .map(({ index, candidate }) => ({ index, distance: distance(candidate) }))
      .sort((x, y) => x.distance - y.distance || x.index - y.index)
      .slice(0, each)
      .map(({ index }) => index);
    for (const index of nearest) used.add(index);
    matches[stimulus] = nearest;
  }
  return matches;
}

/** Standard deviation; 1 where there is none, so that distances stay finite. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return variance > 0 ? Math.sqrt(variance) : 1;
}
