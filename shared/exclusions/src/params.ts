import { z } from "zod";

/** Limits of the preregistered rules: parameters of `aggregate-responses`, and of what a running experiment shows of them. */
export const exclusionFields = {
  minCatchAccuracy: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe("least share of right answers on catch trials"),
  minMedianRt: z.number().min(0).default(300).describe("(milliseconds) least median response time"),
  maxOneKey: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe(
      "largest share of answers that are one and the same class; of ratings, those that rate all classes alike count as one",
    ),
  maxOneSide: z
    .number()
    .min(0)
    .max(1)
    .default(0.75)
    .describe("comparisons: largest share of answers that are one and the same side, in place of maxOneKey"),
  repeatAlpha: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe(
      "level of the binomial test that repeats agree more often than by chance; above it the rule strikes",
    ),
  minRepeats: z
    .int()
    .min(1)
    .default(10)
    .describe("(pairs) fewer repeats than this say nothing about a participant"),
  minTrials: z.int().min(0).default(30).describe("(trials) least number of answers that are no catch trials"),
};

export const exclusionParams = z.object(exclusionFields);
export type ExclusionParams = z.output<typeof exclusionParams>;
