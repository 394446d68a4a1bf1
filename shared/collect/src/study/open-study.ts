import { UserError } from "@limen/errors";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import type { EarlierRound } from "./earlier-round.ts";
import { Keys, newToken } from "./keys.ts";
import type { Study, StudyItem } from "./study.ts";

const STATES = ["open", "paused", "closed"] as const;
/** open: anyone may begin; paused: those who began may go on; closed: nobody may answer. */
export type StudyState = (typeof STATES)[number];

/** A study and where its answers are. */
export interface OpenStudy {
  readonly study: Study;
  readonly database: Database;
  readonly keys: Keys;
  /** Of a second round: the one before. */
  readonly earlier: EarlierRound | null;
  /** Everything that may be shown, by name. */
  readonly items: ReadonlyMap<string, StudyItem>;
  /** (milliseconds since 1970) */
  readonly now: () => number;
}

const row = z.object({ digest: z.string(), secret: z.string() });

/** Begins a study in an empty database, or goes on with it. Throws a UserError when the database is another study's. */
export async function openStudy(
  study: Study,
  database: Database,
  now: () => number = Date.now,
  earlier: EarlierRound | null = null,
): Promise<OpenStudy> {
  await database.run(
    "INSERT INTO study (id, digest, secret, state) VALUES (1, ?, ?, 'open') ON CONFLICT (id) DO NOTHING",
    [study.digest, earlier?.secret ?? newToken()],
  );
  const [found] = await database.all(row, "SELECT digest, secret FROM study");
  if (found!.digest !== study.digest) {
    throw new UserError({
      message: "the database holds answers to another study: other stimuli, faces or settings",
      place: { field: "--database" },
      hint: "name a new database, or give the stimuli, faces and settings that it began with",
    });
  }
  if (earlier && earlier.secret !== found!.secret) {
    throw new UserError({
      message: "the database was not begun as a second round of that study",
      place: { field: "--after" },
      hint: "name the first round's database that it was begun with, or a new database",
    });
  }
  const all = [...study.items, ...study.catches, ...study.practice];
  const items = new Map(all.map((item) => [item.id, item]));
  return { study, database, keys: new Keys(found!.secret), earlier, items, now };
}

export async function readState({ database }: OpenStudy): Promise<StudyState> {
  const [found] = await database.all(z.object({ state: z.enum(STATES) }), "SELECT state FROM study");
  return found!.state;
}

export async function changeState({ database }: OpenStudy, state: StudyState): Promise<void> {
  await database.run("UPDATE study SET state = ?", [state]);
}
