import { externalPath } from "@limen/stage";
import { z } from "zod";

export const params = z.strictObject({
  title: z.string().default("Limen: faces on the boundary").describe("title of the report"),
  expected: externalPath("file of claims beside the pipeline, held against what was found").optional(),
  galleryFaces: z
    .int()
    .min(1)
    .max(60)
    .default(8)
    .describe("(stimuli) shown of each arm and pair of classes, at most"),
  sheetFaces: z.int().min(1).max(64).default(16).describe("(faces) shown of each sample sheet, at most"),
});
