/** What a sampler spends: evaluations of one image, forward or backward, of the prior or of a guide. */
export const EVALUATIONS = ["priorForward", "priorBackward", "guideForward", "guideBackward"] as const;
export type Evaluation = (typeof EVALUATIONS)[number];

/** A backward pass by the image alone costs about a forward one: sampling has no use for gradients by weights. */
const BACKWARD_COST = 1;

export type Spent = Readonly<Record<Evaluation, number>> & { readonly gflop: number };

/** Counts evaluations image by image, because a sampler spends more on some images of a block than on others. */
export class EvaluationLedger {
  readonly #counts: Record<Evaluation, Float64Array>;
  readonly #gflop: Float64Array;

  constructor(images: number) {
    const zeros = () => new Float64Array(images);
    this.#counts = {
      priorForward: zeros(),
      priorBackward: zeros(),
      guideForward: zeros(),
      guideBackward: zeros(),
    };
    this.#gflop = zeros();
  }

  /** `images` were evaluated, each `times` times, by a net whose forward pass takes `gflop`. */
  add(evaluation: Evaluation, images: readonly number[], gflop: number, times = 1): void {
    const cost = evaluation.endsWith("Backward") ? BACKWARD_COST * gflop : gflop;
    for (const image of images) {
      this.#counts[evaluation][image]! += times;
      this.#gflop[image]! += times * cost;
    }
  }

  /** What that image took. */
  of(image: number): Spent {
    return {
      priorForward: this.#counts.priorForward[image]!,
      priorBackward: this.#counts.priorBackward[image]!,
      guideForward: this.#counts.guideForward[image]!,
      guideBackward: this.#counts.guideBackward[image]!,
      gflop: this.#gflop[image]!,
    };
  }
}

/** Sum over images. */
export function totalSpent(list: readonly Spent[]): Spent {
  const sum = (key: keyof Spent) => list.reduce((total, spent) => total + spent[key], 0);
  return {
    priorForward: sum("priorForward"),
    priorBackward: sum("priorBackward"),
    guideForward: sum("guideForward"),
    guideBackward: sum("guideBackward"),
    gflop: sum("gflop"),
  };
}
