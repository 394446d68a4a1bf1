import { z } from "zod";
import { openDatabase } from "../database/open-database.ts";
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
  await database.erase();
}

/** SHA-256 of the random name of each participant who withdrew from the study in that database. */
export async function readWithdrawn(where: string): Promise<ReadonlySet<string>> {
  const database = await openDatabase(where);
  try {
    const sql = "SELECT session_digest FROM withdrawals";
    const rows = await database.all(z.object({ session_digest: z.string() }), sql);
    return new Set(rows.map(({ session_digest }) => session_digest));
  } finally {
    await database.close();
  }
}
