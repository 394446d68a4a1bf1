import { newCode } from "../study/keys.ts";
import type { OpenStudy } from "../study/open-study.ts";
import { Refusal } from "./refusal.ts";
import { answeredTrials, findSession, type Session } from "./session.ts";

/**
 * Counts the answers and gives the completion code: the same one however often it is asked for. Throws a Refusal that names the
 * trials without an answer.
 */
export async function completeSession(
  { database, study }: Pick<OpenStudy, "database" | "study">,
  session: Session,
): Promise<string> {
  return database.transaction(async (within) => {
    const answered = new Set(await answeredTrials(within, session.id));
    const missing = session.plan.flatMap((_, seq) => (answered.has(seq) ? [] : [seq]));
    if (missing.length > 0) throw new Refusal("answers-missing", { missing });
    await within.run("UPDATE sessions SET state = 'complete', code = ? WHERE id = ? AND state = 'running'", [
      study.settings.completionCode ?? newCode(),
      session.id,
    ]);
    const complete = await findSession(within, "id", session.id);
    if (complete?.code == null) throw new Refusal("session-unknown");
    return complete.code;
  });
}
