import { z } from "zod";
import type { Task } from "../study/settings.ts";

/** (milliseconds) thirty days: a laptop may sleep at a face, and its answer is kept as it is. */
const LONGEST = 30 * 24 * 3_600_000;

const share = z.number().min(0).max(1);
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const rtMs = z.number().min(0).max(LONGEST).nullable().describe("(milliseconds) from onset to answer");

const common = {
  picture: hex64.describe("(hex) SHA-256 of the picture that was shown; of two, of the left one"),
  onset: z
    .strictObject({
      delayMs: z.number().min(0).max(LONGEST).describe("(milliseconds) from the wanted to the painted onset"),
      refreshHz: z.number().min(0).max(1000).describe("(Hz) of the screen"),
      droppedFrames: z.int().min(0).max(1_000_000_000).describe("(frames) late while the face was shown"),
      wasHidden: z.boolean().describe("the page was out of sight while the face was shown"),
    })
    .nullable()
    .default(null)
    .describe("how the face came on the screen; null without a screen"),
};
const confidence = share.nullable().default(null).describe("how sure; null where it was not asked");

/** What a participant gives in one trial, as the browser sends it. */
export const answerSchemas = {
  choice: z.strictObject({
    ...common,
    response: z.string().max(200).nullable().describe("class that was chosen; null: none in time"),
    rtMs,
    confidence,
    intensity: share
      .nullable()
      .default(null)
      .describe("how strongly the face shows that class; null where it was not asked"),
  }),
  comparison: z.strictObject({
    ...common,
    right: hex64.describe("(hex) SHA-256 of the picture on the right"),
    response: z.enum(["left", "right"]).nullable().describe("face that was chosen; null: none in time"),
    rtMs,
    confidence,
  }),
  rating: z.strictObject({
    ...common,
    ratings: z
      .array(share)
      .min(1)
      .max(100)
      .nullable()
      .describe("one a class, in their order; null: not all in time"),
    rtMs,
  }),
} as const satisfies Record<Task, z.ZodType>;

type Schemas = typeof answerSchemas;
export type ChoiceBody = z.output<Schemas["choice"]>;
export type ComparisonBody = z.output<Schemas["comparison"]>;
export type RatingBody = z.output<Schemas["rating"]>;
export type AnswerBody = ChoiceBody | ComparisonBody | RatingBody;
