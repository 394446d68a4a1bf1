import { z } from "zod";

export const params = z.strictObject({
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
    .describe("largest share of answers that are one and the same class"),
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
  priorAnswers: z
    .number()
    .gt(0)
    .default(2)
    .describe("(answers) weight of the Dirichlet prior, spread evenly over the classes"),
  entropyDraws: z
    .int()
    .min(100)
    .default(500)
    .describe("(draws) posterior draws behind each entropy interval"),
  minRepeatPairs: z
    .int()
    .min(2)
    .default(10)
    .describe("(pairs) fewer repeats of a stimulus than this leave its within/between split empty"),
  splits: z.int().min(1).default(50).describe("(splits) random halves of the participants"),
  draws: z
    .int()
    .min(100)
    .default(500)
    .describe("(draws) bootstrap draws behind each interval of the reliability table"),
});

export type Params = z.output<typeof params>;
