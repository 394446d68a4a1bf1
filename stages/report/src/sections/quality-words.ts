/** A chart of the quality section: one metric, an arm a line. */
export interface MetricWords {
  readonly metric: string;
  /** Heading; {net} stands for the net whose features or answers it rests on. */
  readonly title: string;
  readonly unit: string;
  /** How to read it, in a sentence. */
  readonly read: string;
}

/** A figure of the quality section: one question, several metrics. */
export interface QualityFigure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly charts: readonly MetricWords[];
  /** Metrics that stand in the figure's data only. */
  readonly dataOnly: readonly string[];
}

const FLOOR =
  "Grey: what draws of as many real test faces reach (a tick at their mean, a band over the middle 95 % of the draws). Compare an arm with its own grey, since metrics move with the number of pictures; the natural arm shows real faces of the stimuli's own classes.";

export const FIGURES: readonly QualityFigure[] = [
  {
    id: "quality-boundary",
    title: "On a boundary, also for a net that did not guide?",
    caption:
      "Dots with 95 % intervals. Natural faces and unguided samples of the same pairs of classes show how often a picture lies on a boundary by chance. The eight changes are shifts by a pixel, the mirror image, turns by 3° and a tenth less contrast.",
    charts: [
      {
        metric: "held_out_agrees",
        title: "{net} agrees",
        unit: "share of stimuli",
        read: "It never guided, and gives both classes more than .25.",
      },
      {
        metric: "held_out_agrees_matched",
        title: "{net} agrees, beside real faces",
        unit: "share of stimuli",
        read: "The same, between classes between which real faces tear the guides too. Grey: of these faces, in the same mix of classes.",
      },
      {
        metric: "stable",
        title: "Stable in the guides",
        unit: "share of stimuli",
        read: "Still on the boundary of the guides on average over eight small changes.",
      },
      {
        metric: "held_out_stable",
        title: "Stable in {net}",
        unit: "share of stimuli",
        read: "Evenly divided between the two classes over the same changes.",
      },
      {
        metric: "held_out_entropy",
        title: "Entropy of {net}",
        unit: "bits",
        read: "Higher: more undecided among all classes.",
      },
      {
        metric: "held_out_entropy_lift",
        title: "Entropy above matched natural faces",
        unit: "bits",
        read: "Above zero: {net} is less sure than of the real face matched to the stimulus.",
      },
    ],
    dataOnly: [],
  },
  {
    id: "quality-faces",
    title: "Faces, like the data?",
    caption: `${FLOOR} The Fréchet distance is no FID: it is taken in the features of a small net and from few pictures, where it is biased upward, for the stimuli as for the grey.`,
    charts: [
      {
        metric: "validity",
        title: "Validity",
        unit: "mean score",
        read: "How well the prior explains the picture: .5 is a typical real face.",
      },
      {
        metric: "fine_detail_in_band",
        title: "Fine detail as in real faces",
        unit: "share of pictures",
        read: "Energy of the finest octave within the middle 98 % of train faces.",
      },
      {
        metric: "frechet_distance",
        title: "Fréchet distance in {net} features",
        unit: "squared distance",
        read: "Lower is nearer to train faces; real faces reach the grey.",
      },
      {
        metric: "kernel_distance",
        title: "Kernel distance in {net} features",
        unit: "squared discrepancy",
        read: "Unbiased: about zero for real faces, also below.",
      },
      {
        metric: "precision",
        title: "Precision",
        unit: "share of pictures",
        read: "Pictures among train faces, in {net} features.",
      },
      {
        metric: "density",
        title: "Density",
        unit: "ratio",
        read: "How deep among them; about 1 for real faces.",
      },
    ],
    dataOnly: [],
  },
  {
    id: "quality-variety",
    title: "Varied, and not copied?",
    caption: `${FLOOR} Train and test references are equally many, so that a set which copied nothing is as near to one as to the other.`,
    charts: [
      {
        metric: "recall",
        title: "Recall",
        unit: "share of train faces",
        read: "Train faces among the pictures, in {net} features.",
      },
      {
        metric: "coverage",
        title: "Coverage",
        unit: "share of train faces",
        read: "Train faces with a picture near by.",
      },
      {
        metric: "vendi_relative",
        title: "Variety",
        unit: "Vendi score ÷ that of real faces",
        read: "Effective number of different pictures; 1 is as varied as real faces.",
      },
      {
        metric: "nearest_ratio_pixels",
        title: "Nearest train ÷ nearest test face, pixels",
        unit: "ratio of distances",
        read: "About 1: nothing copied. Near 0: train faces redrawn.",
      },
      {
        metric: "nearest_ratio_features",
        title: "The same in {net} features",
        unit: "ratio of distances",
        read: "About 1: nothing copied.",
      },
      {
        metric: "train_copies",
        title: "Near-copies of train faces",
        unit: "share of pictures",
        read: "Pixels correlate above .98 with some train face.",
      },
    ],
    dataOnly: ["vendi_score", "duplicates_exact", "duplicates_near"],
  },
];
