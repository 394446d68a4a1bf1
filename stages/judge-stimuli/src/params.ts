import { z } from "zod";

export const params = z.strictObject({
  most: z
    .int()
    .min(10)
    .default(500)
    .describe("(stimuli) of an arm and sampler that the quality table judges; of more, a random draw"),
  references: z
    .int()
    .min(20)
    .default(1000)
    .describe("(faces) real train faces that stimuli are compared with, and as many test faces, at most"),
  floorDraws: z
    .int()
    .min(5)
    .default(40)
    .describe("draws of as many real test faces as the arm has stimuli, behind each floor"),
  draws: z.int().min(100).default(200).describe("resamples of the stimuli behind each interval"),
});
