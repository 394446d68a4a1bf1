import { designFields } from "@limen/experiment/params";
import { z } from "zod";

const text = (of: string) => z.string().min(1).describe(of);

/** What a researcher says of a study, in YAML. All has a default but the texts that only they can write. */
export const studySettings = z.strictObject({
  title: text("shown to participants").default("How do these faces feel?"),
  ...designFields,
  deadlineMs: z
    .int()
    .min(100)
    .nullable()
    .default(5000)
    .describe(
      "(milliseconds) after which a face goes and the trial counts as not answered; null: no deadline",
    ),
  fixationMs: z.int().min(0).default(500).describe("(milliseconds) of a fixation cross before each face"),
  faceMm: z.number().positive().default(60).describe("(millimetres) width of a face on the screen"),
  practice: z.int().min(0).default(12).describe("(trials) with feedback before those that count"),
  confidence: z.boolean().default(false).describe("after each answer, ask how sure the participant is"),
  consent: z
    .strictObject({
      version: text("named in every session; change it whenever the text changes"),
      text: text("what participants agree to, paragraphs apart by empty lines"),
    })
    .describe("the text that your ethics board approved; there is no default")
    .optional(),
  debrief: text("shown at the end").default("Thank you. Your answers have been saved."),
  completionCode: text("code given to all who finish; default: one of their own to each").optional(),
  completionUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe("where those who finish are sent; {code} stands for their code"),
  maxAgeHours: z
    .number()
    .positive()
    .default(24)
    .describe("(hours) after which a session that was left cannot be gone on with"),
});

export type StudySettings = z.output<typeof studySettings>;
