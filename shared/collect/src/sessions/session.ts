import { z } from "zod";
import type { Statements } from "../database/database.ts";
import type { SessionPlan } from "./plan-session.ts";
import { type Plans, readPlan } from "./plans.ts";

/** One participant's taking part. */
export interface Session {
  /** The participant's name in every table: random, and known to nobody else. */
  readonly id: string;
  /** No person answers: every row is labelled so. */
  readonly isSimulated: boolean;
  readonly state: "running" | "complete";
  readonly plan: SessionPlan;
  /** Completion code; null until the server has counted the answers. */
  readonly code: string | null;
  /** (milliseconds since 1970) */
  readonly begun: number;
}

const row = z.object({
  id: z.string(),
  simulated: z.number(),
  state: z.enum(["running", "complete"]),
  code: z.string().nullable(),
  begun: z.number(),
});

/** By a column that is unique; its plan from `plans`, where those are given. */
export async function findSession(
  statements: Statements,
  column: "id" | "person" | "token" | "withdrawal",
  value: string,
  plans?: Plans,
): Promise<Session | undefined> {
  const sql = `SELECT id, simulated, state, code, begun FROM sessions WHERE ${column} = ?`;
  const [found] = await statements.all(row, sql, [value]);
  if (!found) return undefined;
  const plan = await (plans ? plans.of(found.id) : readPlan(statements, found.id));
  const { simulated, ...rest } = found;
  // Withdrawn since.
  return plan && { ...rest, isSimulated: simulated === 1, plan };
}

/** Numbers of the trials that were answered, rising. */
export async function answeredTrials(statements: Statements, session: string): Promise<number[]> {
  const sql = "SELECT seq FROM answers WHERE session = ? ORDER BY seq";
  return (await statements.all(z.object({ seq: z.number() }), sql, [session])).map(({ seq }) => seq);
}
