import { z } from "zod";

export const params = z.strictObject({
  splits: z
    .array(z.enum(["train", "valid", "test"]))
    .min(1)
    .default(["valid", "test"])
    .describe("splits whose faces are taken; the nets were trained on the votes of train"),
  faces: z.int().min(2).default(3000).describe("(faces) at most, drawn at random"),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.75)
    .describe(
      "at most this share of the faces with votes; the base accuracy is watched on what is left of test",
    ),
  minVotes: z.int().min(2).default(5).describe("(votes) faces with fewer are left out"),
});
