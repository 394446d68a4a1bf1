import { UserError } from "@limen/errors";
import { taskFields } from "@limen/experiment/params";
import { z } from "zod";

const studyReply = z.object({
  state: z.enum(["open", "paused", "closed"]),
  classes: z.array(z.string()).min(2),
  stimuli: z.string(),
  task: taskFields.task.unwrap(),
  ratingScale: taskFields.ratingScale.unwrap(),
  deadlineMs: z.number().nullable(),
  confidence: z.boolean(),
  intensity: z.boolean(),
});

/** What a server says of its study to anybody. */
export type GreetedStudy = z.output<typeof studyReply>;

const PLACE = { field: "--against" };

/** `https://study.example/`, with or without its slash, as requests want it. Throws a UserError for anything else. */
export function addressOf(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol))
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  throw new UserError({
    message: `"${typed}" is no address of a study`,
    place: PLACE,
    hint: "give what limen collect prints, e.g. http://localhost:8080",
  });
}

/** Asks the server about its study. Throws a UserError when none is there, or when nobody may answer. */
export async function greetStudy(address: string): Promise<GreetedStudy> {
  const reply = await fetch(`${address}/api/study`).catch((error: Error) => {
    const why = error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
    throw new UserError({
      message: `nobody answers at ${address}: ${why}`,
      place: PLACE,
      hint: "is limen collect running there?",
    });
  });
  const study = studyReply.safeParse(await reply.json().catch(() => undefined));
  if (!study.success) {
    throw new UserError({
      message: `what answers at ${address} is no study of this version of Limen`,
      place: PLACE,
      hint: "give what limen collect prints, e.g. http://localhost:8080",
    });
  }
  if (study.data.state !== "closed") return study.data;
  throw new UserError({
    message: "the study is closed: nobody may answer",
    place: PLACE,
    hint: "open it again first, by PUT /api/admin/state",
  });
}
