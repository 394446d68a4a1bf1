interface FigureText {
  readonly kind: "scatter" | "gains" | "ranges" | "ranked" | "curves";
  readonly title: string;
  /** What to look at, in a sentence or two. */
  readonly caption: string;
  readonly x: string;
  readonly y: string;
  /** The reliability measure that bounds the figure, if one does. */
  readonly ceiling: string | null;
}

const TEXTS: Record<string, FigureText> = {
  entropy_scatter: {
    kind: "scatter",
    title: "Entropy of nets and of observers, stimulus by stimulus",
    caption: "Each dot is a stimulus, a panel a net; the line is the least-squares fit.",
    x: "entropy of the net (bits)",
    y: "entropy of the observers (bits)",
    ceiling: "entropy_ceiling",
  },
  arm_entropies: ranges(
    "Uncertainty of the observers by arm",
    "Mean posterior entropy of the stimuli of each arm, with bootstrap intervals; the boundary arms are uncertainty, consensus, controversial and anchored.",
    "entropy of the observers (bits)",
  ),
  yields: ranges(
    "Yield of the sampler",
    "Share of attempts that met their target and passed the validity filter, with Wilson intervals.",
    "share of attempts accepted",
  ),
  gains_nats: ranges(
    "Gain of each model over the group model, likelihood",
    "Mean over participants on new stimuli; with bootstrap intervals; above zero is better than the group. other_person and permuted_labels are controls.",
    "gain (nats a trial)",
  ),
  gains_accuracy: ranges(
    "Gain of each model over the group model, accuracy",
    "The same in the share of answers that the model predicts.",
    "gain (share of answers)",
  ),
  base_accuracy: ranges(
    "Accuracy on the base faces before and after group alignment",
    "What alignment costs on held-out faces of the base set: the net as given (base) and after group alignment (group). One value each, without an interval.",
    "accuracy (share of faces)",
  ),
  participant_gains_nats: gains("likelihood", "nats a trial"),
  participant_gains_accuracy: gains("accuracy", "share of answers"),
  participant_intervals: {
    kind: "ranked",
    title: "Gain of each participant's own model over the group model",
    caption:
      "Each dot is a participant, a panel a net, in order of the gain: own bias and slope against the group model, new stimuli; the interval is a bootstrap over the stimuli that they answered. Above zero is better.",
    x: "participants, by gain",
    y: "gain (nats a trial)",
    ceiling: null,
  },
  closed_loop: {
    kind: "curves",
    title: "How soon a person is found: next stimulus by expected information or at random",
    caption:
      "Always simulated: people with the fitted bias and slope answer anew by their own models. Distance of the model fitted to their first answers from the true one, on stimuli never shown, mean over people with bootstrap intervals; lower is better.",
    x: "trials",
    y: "divergence from the person (nats a trial)",
    ceiling: null,
  },
};

/** Words for a figure of the evaluation; a figure unknown here is drawn as ranges under its own name. */
export function figureText(name: string): FigureText {
  return TEXTS[name] ?? ranges(name.replaceAll("_", " "), "Estimates with 95 % intervals.", "estimate");
}

function ranges(title: string, caption: string, y: string): FigureText {
  return { kind: "ranges", title, caption, x: "", y, ceiling: null };
}

function gains(measure: string, unit: string): FigureText {
  return {
    kind: "gains",
    title: `Gains of each participant, ${measure}`,
    caption: "Each dot is a participant, a panel a net; new stimuli. Lines mark no gain.",
    x: `gain of group over base (${unit})`,
    y: `gain of individual over group (${unit})`,
    ceiling: null,
  };
}
