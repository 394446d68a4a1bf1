import { z } from "zod";
import type { Database, Statements } from "../database/database.ts";

/** Answers and choices of one commit at most: what waits longer goes with the next. */
const MOST = 500;

/** (milliseconds) that answers wait for others at most. */
const LONGEST_WAIT = 20;

/** An answer as it is kept. */
export interface KeptAnswer {
  readonly session: string;
  readonly seq: number;
  readonly body: string;
}

/** saved: now or before, with the same body; differs: another one was there first; gone: there is no such running session. */
export type Saved = "saved" | "differs" | "gone";

/** What a closed loop chose for an open place. */
export interface KeptChoice {
  readonly session: string;
  readonly seq: number;
  readonly item: string;
}

/** Something of a session that goes with the next transaction. */
interface Waiting {
  readonly session: string;
  readonly write: (within: Statements) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one transaction is written to the disk, the answers that arrive wait and go together with the next. On a slow
 * disk it waits as long as the last transaction took, so that half of the time is left for other requests: a write of libsql holds
 * them all up. The promise of an answer is kept only after its transaction, so an acknowledged answer outlives a crash.
 */
export class AnswerQueue {
  readonly #database: Database;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #isBusy = false;
  /** (milliseconds) that the last transaction took. */
  #took = 0;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Idempotent: the same answer may be sent any number of times. Rejects when it could not be written. */
  save(answer: KeptAnswer): Promise<Saved> {
    return this.#add(answer.session, (within) => saveOne(within, answer));
  }

  /**
   * What is kept for that place: the choice, or the one that was there first; undefined: there is no such running session.
   * Rejects when it could not be written.
   */
  choose(choice: KeptChoice): Promise<string | undefined> {
    return this.#add(choice.session, (within) => chooseOne(within, choice));
  }

  #add<T>(session: string, write: (within: Statements) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const writeAndTell = async (within: Statements) => {
        const result = await write(within);
        return () => resolve(result);
      };
      this.#waiting.push({ session, write: writeAndTell, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      const start = performance.now();
      await this.#commit(this.#waiting.splice(0, MOST));
      this.#took = performance.now() - start;
    }
    this.#isBusy = false;
  }

  /** Lets other requests join the transaction: those that came together, and on a slow disk those that come a little later. */
  async #gather(): Promise<void> {
    if (this.#took < 1) await new Promise(setImmediate);
    else await new Promise((resolve) => setTimeout(resolve, Math.min(this.#took, LONGEST_WAIT)));
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const tell = await this.#database.transaction(async (within) => {
        const results: (() => void)[] = [];
        for (const { write } of batch) results.push(await write(within));
        await markSeen(within, batch, this.#now());
        return results;
      });
      for (const one of tell) one();
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      // One that cannot be written must not take the others with it.
      else for (const one of batch) await this.#commit([one]);
    }
  }
}

async function saveOne(statements: Statements, { session, seq, body }: KeptAnswer): Promise<Saved> {
  const inserted = await statements.run(
    `INSERT INTO answers (session, seq, body)
    SELECT id, CAST(? AS BIGINT), CAST(? AS TEXT) FROM sessions WHERE id = ? AND state = 'running'
    ON CONFLICT (session, seq) DO NOTHING`,
    [seq, body, session],
  );
  if (inserted === 1) return "saved";
  const sql = "SELECT body FROM answers WHERE session = ? AND seq = ?";
  const [found] = await statements.all(z.object({ body: z.string() }), sql, [session, seq]);
  if (!found) return "gone";
  return found.body === body ? "saved" : "differs";
}

async function chooseOne(
  statements: Statements,
  { session, seq, item }: KeptChoice,
): Promise<string | undefined> {
  await statements.run(
    `INSERT INTO choices (session, seq, item)
    SELECT id, CAST(? AS BIGINT), CAST(? AS TEXT) FROM sessions WHERE id = ? AND state = 'running'
    ON CONFLICT (session, seq) DO NOTHING`,
    [seq, item, session],
  );
  const sql = "SELECT item FROM choices WHERE session = ? AND seq = ?";
  const [found] = await statements.all(z.object({ item: z.string() }), sql, [session, seq]);
  return found?.item;
}

async function markSeen(statements: Statements, batch: readonly Waiting[], now: number): Promise<void> {
  const sessions = new Set(batch.map(({ session }) => session));
  // In one order, so that two servers on one database never wait for each other.
  for (const session of [...sessions].sort()) {
    await statements.run("UPDATE sessions SET seen = ? WHERE id = ?", [now, session]);
  }
}
