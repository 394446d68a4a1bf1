/** Words for the exclusion rules; a rule unknown here stands under its own name. */
export const RULES: Record<string, string> = {
  catch_accuracy: "share of right answers on catch trials, at least",
  median_rt: "median response time (ms), at least",
  one_key: "share of answers that are the same class, or the same side of two faces, at most",
  repeat_agreement: "share of repeats answered alike, at least",
  min_trials: "answers other than to catch trials, at least",
};

/** Words and units for the reliability measures; a measure unknown here stands under its own name. */
export const MEASURES: Record<string, string> = {
  entropy_split_half: "entropy of stimuli, correlation of split halves (rho)",
  entropy_spearman_brown: "the same for all participants, by Spearman and Brown (rho)",
  entropy_ceiling: "ceiling of a model's correlation with the entropies (rho)",
  choice_agreement_between: "two people agree (share of pairs)",
  choice_agreement_between_repeated: "two people agree, stimuli with repeats (share of pairs)",
  choice_agreement_within: "a person agrees with themself on a repeat (share of pairs)",
  comparison_agreement_between: "two people choose the same of two faces (share of pairs)",
  comparison_agreement_within: "a person does when the sides are swapped (share of pairs)",
  accuracy_ceiling: "ceiling of accuracy (share of answers)",
  likelihood_ceiling: "ceiling of likelihood: negative log-likelihood (nats a trial)",
  choice_alpha: "agreement beyond chance (Krippendorff's alpha, nominal)",
  chosen_share: "answers to stimuli that the closed loop chose, in no other measure (share of answers)",
  rating_icc: "how alike two people's ratings are (intraclass correlation)",
};
