import { z } from "zod";

export const params = z.strictObject({
  keep: z
    .number()
    .gt(0)
    .max(1)
    .default(0.95)
    .describe("share of the valid split's real faces that the threshold lets pass"),
});
