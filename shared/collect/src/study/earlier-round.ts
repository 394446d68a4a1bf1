import { UserError } from "@limen/errors";
import { z } from "zod";
import type { Database } from "../database/database.ts";

/** The study of the round before: who comes again keeps the name that they had in it. */
export interface EarlierRound {
  /** Key of its hashes: with it, a recruiter's name has the same hash in both rounds. */
  readonly secret: string;
  /** Their random name in that round; undefined for who did not take part, or withdrew. */
  nameOf(person: string): Promise<string | undefined>;
}

/** Throws a UserError when the database holds no study. */
export async function openEarlierRound(database: Database, where: string): Promise<EarlierRound> {
  const [found] = await database.all(z.object({ secret: z.string() }), "SELECT secret FROM study");
  if (found === undefined) {
    throw new UserError({
      message: "the database of the round before holds no study",
      place: { field: "--after", file: where },
      hint: "name the database that the first round's answers are in",
    });
  }
  return {
    secret: found.secret,
    async nameOf(person) {
      const sql = "SELECT id FROM sessions WHERE person = ?";
      const [session] = await database.all(z.object({ id: z.string() }), sql, [person]);
      return session?.id;
    },
  };
}
