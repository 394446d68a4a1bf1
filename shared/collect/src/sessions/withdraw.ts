import { sha256 } from "../study/keys.ts";
import type { OpenStudy } from "../study/open-study.ts";
import { Refusal } from "./refusal.ts";
import { findSession } from "./session.ts";

/**
 * Deletes all that is kept of a participant, by the code that they were given. What stays is the digest of their random name: by
 * it, tables that were exported before can be told to hold them. Throws a Refusal when there is no such code.
 */
export async function withdraw({ database, keys }: OpenStudy, code: string): Promise<void> {
  await database.transaction(async (within) => {
    const session = await findSession(within, "withdrawal", keys.withdrawal(code));
    if (!session) throw new Refusal("code-unknown");
    // Their answers go with the session.
    await within.run("DELETE FROM sessions WHERE id = ?", [session.id]);
    await within.run(
      "INSERT INTO withdrawals (session_digest) VALUES (?) ON CONFLICT (session_digest) DO NOTHING",
      [sha256(session.id)],
    );
  });
}
