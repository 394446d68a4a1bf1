import { z } from "zod";

export const params = z.strictObject({
  draws: z.int().min(100).default(1000).describe("resamples behind each interval"),
  permutations: z
    .int()
    .min(100)
    .default(10_000)
    .describe("swaps of who is who behind each test over pairs; of few pairs all swaps are made"),
});

export type Params = z.output<typeof params>;
