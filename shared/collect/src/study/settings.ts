import { checkTask, designFields, orderFields, taskFields } from "@limen/experiment/params";
import { z } from "zod";

const text = (of: string) => z.string().min(1).describe(of);

/** What a researcher says of a study, in YAML. All has a default but the texts that only they can write. */
const fields = z.strictObject({
  title: text("shown to participants").default("How do these faces feel?"),
  ...taskFields,
  ...designFields,
  ...orderFields,
  deadlineMs: z
    .int()
    .min(100)
    .nullable()
    .optional()
    .describe(
      "(milliseconds) after which a face goes and the trial counts as not answered; null: no deadline; default: 5000, of ratings none",
    ),
  fixationMs: z.int().min(0).default(500).describe("(milliseconds) of a fixation cross before each face"),
  faceMm: z.number().positive().default(60).describe("(millimetres) width of a face on the screen"),
  practice: z.int().min(0).default(12).describe("(trials) with feedback before those that count"),
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

export const studySettings = fields.superRefine(checkTask);

export type StudySettings = z.output<typeof studySettings>;
export type Task = StudySettings["task"];

/** (milliseconds) Nobody rates every class as fast as they choose one: a rating has no deadline unless one is given. */
const DEADLINE = { choice: 5000, comparison: 5000, rating: null };

/** (milliseconds) after which a face goes; null: no deadline. */
export function deadlineOf({ task, deadlineMs }: StudySettings): number | null {
  return deadlineMs === undefined ? DEADLINE[task] : deadlineMs;
}
