import { z } from "zod";
import { KINDS } from "./kinds.ts";

export const params = z.strictObject({
  kinds: z
    .array(z.enum(KINDS))
    .min(1)
    .default([...KINDS])
    .describe("kinds of non-faces; each face gets one of them by lot; those of the prior need the prior"),
  limit: z
    .int()
    .min(0)
    .default(0)
    .describe("(faces) at most so many real faces of each split, chosen by lot; 0: all"),
});
