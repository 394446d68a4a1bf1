import { z } from "zod";
import { LEFT_AFTER } from "../sessions/expected-answers.ts";
import { readPlan } from "../sessions/plans.ts";
import { type OpenStudy, readState, type StudyState } from "../study/open-study.ts";
import type { Task } from "../study/settings.ts";
import { type StimulusCounts, summariseCounts } from "./summarise-counts.ts";

/** How far the study is. People and simulated participants are counted apart. */
export interface Summary {
  readonly title: string;
  readonly task: Task;
  readonly state: StudyState;
  readonly people: Count;
  readonly simulated: Count;
  readonly withdrawn: number;
  /** Answers of people to the stimuli, or to pairs of them; catch trials, repeats and what a closed loop chose are left out. */
  readonly answersPerStimulus: StimulusCounts;
}

/** Sessions; of those neither complete nor going on, people have left, and may still come back. */
interface Count {
  readonly begun: number;
  readonly goingOn: number;
  readonly complete: number;
  readonly answers: number;
  /** (share of the trials) of those going on, in the middle; null where there are none. */
  readonly medianProgress: number | null;
}

const sessionRow = z.object({
  id: z.string(),
  simulated: z.number(),
  state: z.string(),
  seen: z.number(),
  answers: z.number(),
  last: z.number(),
});
type SessionRow = z.output<typeof sessionRow>;

/** Counts while the study runs, in little time however often it is asked: plans are read once, and answers counted by the database. */
export class Progress {
  readonly #open: OpenStudy;
  /** Of each session, trial by trial: the stimulus's place, or -1 where the answer does not count for it. */
  readonly #stimuli = new Map<string, Int32Array>();
  readonly #places: ReadonlyMap<string, number>;

  constructor(open: OpenStudy) {
    this.#open = open;
    this.#places = new Map(open.study.items.map(({ id }, place) => [id, place]));
  }

  async summary(): Promise<Summary> {
    const { database, study } = this.#open;
    const sessions = await database.all(
      sessionRow,
      `SELECT sessions.id AS id, simulated, state, seen, COUNT(seq) AS answers, COALESCE(MAX(seq), -1) AS last
      FROM sessions LEFT JOIN answers ON session = id GROUP BY id, simulated, state, seen`,
    );
    const [gone] = await database.all(z.object({ n: z.number() }), "SELECT COUNT(*) AS n FROM withdrawals");
    this.#forgetAllBut(sessions);
    return {
      title: study.settings.title,
      task: study.settings.task,
      state: await readState(this.#open),
      people: await this.#countOf(sessions.filter(({ simulated }) => simulated === 0)),
      simulated: await this.#countOf(sessions.filter(({ simulated }) => simulated === 1)),
      withdrawn: gone!.n,
      answersPerStimulus: summariseCounts(study, await this.#countAnswers(sessions)),
    };
  }

  async #countOf(sessions: readonly SessionRow[]): Promise<Count> {
    const alive = this.#open.now() - LEFT_AFTER;
    const goingOn = sessions.filter(({ state, seen }) => state === "running" && seen >= alive);
    const shares: number[] = [];
    for (const { id, answers } of goingOn) shares.push(answers / (await this.#stimuliOf(id)).length);
    shares.sort((a, b) => a - b);
    return {
      begun: sessions.length,
      goingOn: goingOn.length,
      complete: sessions.filter(({ state }) => state === "complete").length,
      answers: sessions.reduce((sum, { answers }) => sum + answers, 0),
      medianProgress: shares[Math.floor(shares.length / 2)] ?? null,
    };
  }

  async #countAnswers(sessions: readonly SessionRow[]): Promise<Int32Array> {
    const counts = new Int32Array(this.#places.size);
    for (const { id, simulated, answers, last } of sessions) {
      if (simulated === 1 || answers === 0) continue;
      const stimuli = await this.#stimuliOf(id);
      // So many answers up to the last one leave no gap: else they are asked for one by one.
      const given =
        last === answers - 1 ? Array.from({ length: answers }, (_, seq) => seq) : await this.#answered(id);
      for (const seq of given) {
        const place = stimuli[seq] ?? -1;
        if (place >= 0) counts[place]!++;
      }
    }
    return counts;
  }

  async #answered(session: string): Promise<readonly number[]> {
    const rows = await this.#open.database.all(
      z.object({ seq: z.number() }),
      "SELECT seq FROM answers WHERE session = ?",
      [session],
    );
    return rows.map(({ seq }) => seq);
  }

  /** Empty where the participant withdrew a moment ago. */
  async #stimuliOf(session: string): Promise<Int32Array> {
    const known = this.#stimuli.get(session);
    if (known) return known;
    const plan = (await readPlan(this.#open.database, session)) ?? [];
    const stimuli = Int32Array.from(plan, ({ id, isCatch, isRepeat }) =>
      id === null || isCatch || isRepeat ? -1 : (this.#places.get(id) ?? -1),
    );
    this.#stimuli.set(session, stimuli);
    return stimuli;
  }

  /** Nothing of those who withdrew stays. */
  #forgetAllBut(sessions: readonly SessionRow[]): void {
    const present = new Set(sessions.map(({ id }) => id));
    for (const id of this.#stimuli.keys()) if (!present.has(id)) this.#stimuli.delete(id);
  }
}
