import { exclusionFields } from "@limen/exclusions/params";
import { z } from "zod";

export const params = z.strictObject({
  ...exclusionFields,
  scaleSpread: z
    .number()
    .gt(0)
    .default(2)
    .describe(
      "(nats) comparisons: standard deviation of the prior of a stimulus' value on the scale of a class",
    ),
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
