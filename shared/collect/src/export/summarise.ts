import { z } from "zod";
import { sessionPlan } from "../sessions/plan-session.ts";
import { type OpenStudy, readState, type StudyState } from "../study/open-study.ts";

/** How far the study is. People and simulated participants are counted apart. */
export interface Summary {
  readonly state: StudyState;
  readonly people: Count;
  readonly simulated: Count;
  readonly withdrawn: number;
  /** Answers of people to the stimuli, catch trials and repeats left out. */
  readonly answersPerStimulus: { readonly wanted: number; readonly least: number; readonly most: number };
}

interface Count {
  readonly begun: number;
  readonly complete: number;
  readonly answers: number;
}

/** Reads everything once. */
export async function summarise(open: OpenStudy): Promise<Summary> {
  const { database, study } = open;
  const sessions = await database.all(
    z.object({ id: z.string(), simulated: z.number(), state: z.string(), plan: z.string() }),
    "SELECT id, simulated, state, plan FROM sessions",
  );
  const answers = await database.all(
    z.object({ session: z.string(), seq: z.number() }),
    "SELECT session, seq FROM answers",
  );
  const [gone] = await database.all(z.object({ n: z.number() }), "SELECT COUNT(*) AS n FROM withdrawals");
  const given = new Map<string, number[]>();
  for (const { session, seq } of answers) {
    const own = given.get(session);
    if (own) own.push(seq);
    else given.set(session, [seq]);
  }
  const perStimulus = new Map(study.stimuli.map(({ id }) => [id, 0]));
  for (const { id, simulated, plan: text } of sessions) {
    if (simulated === 1) continue;
    const plan = sessionPlan.parse(JSON.parse(text));
    for (const seq of given.get(id) ?? []) {
      const { id: stimulus, isCatch, isRepeat } = plan[seq]!;
      if (!isCatch && !isRepeat) perStimulus.set(stimulus, perStimulus.get(stimulus)! + 1);
    }
  }
  const countOf = (simulated: number): Count => {
    const own = sessions.filter((session) => session.simulated === simulated);
    return {
      begun: own.length,
      complete: own.filter(({ state }) => state === "complete").length,
      answers: own.reduce((sum, { id }) => sum + (given.get(id)?.length ?? 0), 0),
    };
  };
  const counts = [...perStimulus.values()];
  return {
    state: await readState(open),
    people: countOf(0),
    simulated: countOf(1),
    withdrawn: gone!.n,
    answersPerStimulus: {
      wanted: study.settings.answersPerStimulus,
      least: counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      most: counts.reduce((a, b) => Math.max(a, b), 0),
    },
  };
}
