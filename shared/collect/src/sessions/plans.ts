import { z } from "zod";
import type { Statements } from "../database/database.ts";
import { type SessionPlan, sessionPlan } from "./plan-session.ts";

/** Sessions: more than are under way at once; each some 50 kB. */
const MOST = 500;

const row = z.object({ plan: z.string() });

/** Undefined where there is no such session. */
export async function readPlan(statements: Statements, session: string): Promise<SessionPlan | undefined> {
  const [found] = await statements.all(row, "SELECT plan FROM sessions WHERE id = ?", [session]);
  return found && sessionPlan.parse(JSON.parse(found.plan));
}

/**
 * Plans of the sessions that asked last. A plan never changes; read and checked for every answer and picture, it would be a good part of
 * the server's work. Whether the session is still there is for the caller to know.
 */
export class Plans {
  readonly #statements: Statements;
  readonly #known = new Map<string, SessionPlan>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  async of(session: string): Promise<SessionPlan | undefined> {
    const plan = this.#known.get(session) ?? (await readPlan(this.#statements, session));
    if (!plan) return undefined;
    // Last in, last out: a Map keeps the order in which it was filled.
    this.#known.delete(session);
    this.#known.set(session, plan);
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    return plan;
  }
}
