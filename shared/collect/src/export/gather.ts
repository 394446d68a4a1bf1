import { blockOf } from "@limen/experiment";
import type {
  comparisonsTable,
  displaysTable,
  participantsTable,
  Row,
  screensTable,
  trialsTable,
} from "@limen/tables";
import { participantRow } from "@limen/trials";
import { z } from "zod";
import type { AnswerBody } from "../sessions/answer.ts";
import { sessionPlan } from "../sessions/plan-session.ts";
import type { Screen } from "../sessions/screen.ts";
import type { OpenStudy } from "../study/open-study.ts";
import type { Task } from "../study/settings.ts";
import { comparisonRow, type Given, trialRow } from "./answer-rows.ts";

/** Everything that was collected, as tables: of people and simulated participants, each row labelled. */
export interface Collected {
  readonly task: Task;
  readonly trials: readonly Row<typeof trialsTable>[];
  /** Where faces were compared; there are no trials then. */
  readonly comparisons: readonly Row<typeof comparisonsTable>[];
  readonly participants: readonly Row<typeof participantsTable>[];
  readonly displays: readonly Row<typeof displaysTable>[];
  readonly screens: readonly Row<typeof screensTable>[];
}

const sessionRow = z.object({
  id: z.string(),
  simulated: z.number(),
  plan: z.string(),
  screen: z.string().nullable(),
});
const choiceRow = z.object({ session: z.string(), seq: z.number(), item: z.string() });
const answerRow = z.object({ session: z.string(), seq: z.number(), body: z.string() });

/**
 * Participants in the order of their random names, each with the trials that they answered, finished or not: who is left out is for
 * preregistered rules to say. No time of day, and nothing that a recruiter knows, is in it.
 */
export async function gather({ database, study, items }: OpenStudy): Promise<Collected> {
  const { sessions, answers, choices } = await database.transaction(async (within) => ({
    sessions: await within.all(sessionRow, "SELECT id, simulated, plan, screen FROM sessions ORDER BY id"),
    answers: await within.all(answerRow, "SELECT session, seq, body FROM answers ORDER BY session, seq"),
    choices: await within.all(choiceRow, "SELECT session, seq, item FROM choices"),
  }));
  const given = new Map<string, (typeof answers)[number][]>();
  for (const { id } of sessions) given.set(id, []);
  for (const answer of answers) given.get(answer.session)!.push(answer);
  const chosen = new Map(choices.map(({ session, seq, item }) => [`${session} ${seq}`, item]));
  const expected = new Map(study.catches.map(({ id, expected: name }) => [id, name]));
  const { task, blocks } = study.settings;
  const trials: Row<typeof trialsTable>[] = [];
  const comparisons: Row<typeof comparisonsTable>[] = [];
  const participants: Row<typeof participantsTable>[] = [];
  const displays: Row<typeof displaysTable>[] = [];
  const screens: Row<typeof screensTable>[] = [];
  for (const { id, simulated, plan: text, screen } of sessions) {
    const plan = sessionPlan.parse(JSON.parse(text));
    const own = given.get(id)!;
    if (own.length === 0) continue;
    const source = simulated === 1 ? "simulated" : "collected";
    participants.push(participantRow(id, source));
    if (screen !== null) screens.push(screenRow(id, JSON.parse(screen) as Screen));
    for (const { seq, body } of own) {
      const answer = JSON.parse(body) as AnswerBody;
      const planned = plan[seq]!;
      const shown = planned.id ?? chosen.get(`${id} ${seq}`)!;
      const one: Given = {
        item: items.get(shown)!,
        planned,
        expected: expected.get(shown) ?? null,
        common: {
          participant_id: id,
          trial: seq,
          block: blockOf(seq, plan.length, blocks),
          is_repeat: planned.isRepeat,
          source,
        },
      };
      if (task === "comparison") comparisons.push(comparisonRow(one, answer));
      else trials.push(trialRow(one, answer, study.classes));
      displays.push(displayRow(id, seq, answer));
    }
  }
  return { task, trials, comparisons, participants, displays, screens };
}

function displayRow(id: string, seq: number, { onset }: AnswerBody): Row<typeof displaysTable> {
  return {
    participant_id: id,
    trial: seq,
    onset_delay_ms: onset?.delayMs ?? null,
    refresh_hz: onset?.refreshHz ?? null,
    dropped_frames: onset?.droppedFrames ?? null,
    was_hidden: onset?.wasHidden ?? null,
  };
}

function screenRow(id: string, screen: Screen): Row<typeof screensTable> {
  return {
    participant_id: id,
    pixels_per_mm: screen.pixelsPerMm,
    was_measured: screen.wasMeasured,
    width_px: screen.widthPx,
    height_px: screen.heightPx,
    pixel_ratio: screen.pixelRatio,
    has_touch: screen.hasTouch,
  };
}
