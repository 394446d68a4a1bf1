import { z } from "zod";

/** (milliseconds) thirty days: a laptop may sleep at a face, and its answer is kept as it is. */
const LONGEST = 30 * 24 * 3_600_000;

const share = z.number().min(0).max(1);

/** What a participant gives in one trial, as the browser sends it. */
export const answerSchema = z.strictObject({
  picture: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("(hex) SHA-256 of the picture that was shown"),
  response: z.string().max(200).nullable().describe("class that was chosen; null: none in time"),
  rtMs: z.number().min(0).max(LONGEST).nullable().describe("(milliseconds) from onset to answer"),
  confidence: share.nullable().default(null).describe("how sure; null where it was not asked"),
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
});

export type AnswerBody = z.output<typeof answerSchema>;
