import { z } from "zod";

export const params = z.strictObject({
  draws: z.int().min(100).default(1000).describe("resamples behind each interval"),
  permutations: z
    .int()
    .min(100)
    .default(10_000)
    .describe(
      "draws behind each test; p cannot be below 1 / (draws + 1), and Holm's method multiplies it by the tests",
    ),
  boundary: z
    .number()
    .min(0.05)
    .max(0.5)
    .default(0.4)
    .describe(
      "an attempt is on the boundary when its guide gives both classes of the pair more than this probability",
    ),
  alpha: z.number().min(0.001).max(0.2).default(0.05).describe("level of the tests after Holm's correction"),
});

export type Params = z.output<typeof params>;
