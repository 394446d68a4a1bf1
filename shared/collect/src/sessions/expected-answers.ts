import { z } from "zod";
import type { Statements } from "../database/database.ts";
import { readPlan } from "./plans.ts";

/** (milliseconds) without a sign of life, after which a participant is taken to have left. They may still come back. */
export const LEFT_AFTER = 30 * 60_000;

const stateRow = z.object({ id: z.string(), gone: z.number(), answered: z.number() });

/** What a session is dealt, in order, catch trials and open places as gaps, and how many of its trials are counted. */
interface Counted {
  readonly items: readonly (string | null)[];
  count: number;
}

/**
 * Answers to each stimulus, or pair of them, that were given or are likely to come: all that those planned who finished or are at it, and what
 * those answered who left. Plans never change, so each is read once, and only sessions whose state changed are counted anew.
 * One refresh at a time.
 */
export class ExpectedAnswers {
  readonly #sessions = new Map<string, Counted>();
  readonly #answers = new Map<string, number>();

  of(item: string): number {
    return this.#answers.get(item) ?? 0;
  }

  async refresh(statements: Statements, now: number): Promise<void> {
    const states = await statements.all(
      stateRow,
      `SELECT id, 1 AS gone, (SELECT COUNT(*) FROM answers WHERE session = sessions.id) AS answered
      FROM sessions WHERE state = 'running' AND seen < ?
      UNION ALL SELECT id, 0 AS gone, 0 AS answered FROM sessions WHERE state = 'complete' OR seen >= ?`,
      [now - LEFT_AFTER, now - LEFT_AFTER],
    );
    await this.#readPlans(
      statements,
      states.filter(({ id }) => !this.#sessions.has(id)).map(({ id }) => id),
    );
    for (const { id, gone, answered } of states) {
      const session = this.#sessions.get(id)!;
      this.#count(session, gone === 1 ? answered : session.items.length);
    }
    const present = new Set(states.map(({ id }) => id));
    for (const [id, session] of this.#sessions) {
      if (present.has(id)) continue;
      this.#count(session, 0);
      this.#sessions.delete(id);
    }
  }

  async #readPlans(statements: Statements, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const trials = (await readPlan(statements, id))!;
      this.#sessions.set(id, { items: trials.map((trial) => (trial.isCatch ? null : trial.id)), count: 0 });
    }
  }

  /** Counts so many of the session's trials, from the first. */
  #count(session: Counted, count: number): void {
    const change = count > session.count ? 1 : -1;
    const [from, to] = [Math.min(count, session.count), Math.max(count, session.count)];
    for (const item of session.items.slice(from, to)) {
      if (item !== null) this.#answers.set(item, this.of(item) + change);
    }
    session.count = count;
  }
}
