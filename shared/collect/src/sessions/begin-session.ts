import { randomBytes } from "node:crypto";
import { consentOf } from "../study/consent.ts";
import { newCode, newToken } from "../study/keys.ts";
import { type OpenStudy, readState } from "../study/open-study.ts";
import type { ExpectedAnswers } from "./expected-answers.ts";
import { planSession } from "./plan-session.ts";
import { Refusal } from "./refusal.ts";
import { findSession, type Session } from "./session.ts";

const HOUR = 3_600_000;

/** What a participant agreed to. */
export interface Consent {
  readonly version: string;
  /** (hex) SHA-256 of the text that was shown. */
  readonly digest: string;
  readonly language: string;
}

export interface Begun {
  readonly session: Session;
  /** Opens the session; the one given before opens it no more, so that one page at a time goes on. */
  readonly token: string;
  /** Shown once, to be written down; null where the session was there already. */
  readonly withdrawalCode: string | null;
}

interface Newcomer {
  /** Keyed hash of the recruiter's name for this person, or of a random one. */
  readonly person: string;
  readonly consent: Consent | undefined;
  readonly isSimulated: boolean;
}

/**
 * Begins a person's session, or goes on with it: a person has one. Throws a Refusal without consent to the present text, when the
 * study takes nobody, or when the session is too old.
 */
export async function beginSession(
  open: OpenStudy,
  expected: ExpectedAnswers,
  newcomer: Newcomer,
): Promise<Begun> {
  const { database, keys } = open;
  const existing = await findSession(database, "person", newcomer.person);
  const state = await readState(open);
  if (existing) {
    // A person's session stays a person's: no program answers in it.
    if (newcomer.isSimulated && !existing.isSimulated) throw new Refusal("session-of-person");
    checkCanGoOn(open, existing, state === "closed");
    const token = newToken();
    await database.run("UPDATE sessions SET token = ?, seen = ? WHERE id = ?", [
      keys.token(token),
      open.now(),
      existing.id,
    ]);
    return { session: existing, token, withdrawalCode: null };
  }
  if (state !== "open") throw new Refusal(`study-${state}`);
  return create(open, expected, { ...newcomer, consent: checkConsent(open, newcomer.consent) });
}

function checkCanGoOn({ study, now }: OpenStudy, session: Session, isClosed: boolean): void {
  if (session.state === "complete") return;
  if (isClosed) throw new Refusal("study-closed");
  if (now() - session.begun > study.settings.maxAgeHours * HOUR) throw new Refusal("session-too-old");
}

function checkConsent({ study }: OpenStudy, consent: Consent | undefined): Consent {
  if (!consent) throw new Refusal("consent-missing");
  const { version, digest } = consentOf(study.settings);
  if (consent.version !== version || consent.digest !== digest) throw new Refusal("consent-changed");
  return consent;
}

async function create(
  open: OpenStudy,
  expected: ExpectedAnswers,
  { person, consent, isSimulated }: Newcomer,
): Promise<Begun> {
  const { database, keys, study, now } = open;
  const id = await nameOf(open, person);
  const [token, withdrawalCode, begun] = [newToken(), newCode(), now()];
  await database.transaction(async (within) => {
    // Holds the study's row, so that of all servers one begins a session at a time, and sees what the one before was dealt.
    await within.run("UPDATE study SET state = state");
    await expected.refresh(within, begun);
    const plan = planSession(study, id, (stimulus) => expected.of(stimulus));
    // Of two requests of one person at once, one begins the session.
    await within.run(
      `INSERT INTO sessions (id, person, token, withdrawal, state, simulated, consent, plan, begun, seen)
      VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?) ON CONFLICT (person) DO NOTHING`,
      [
        id,
        person,
        keys.token(token),
        keys.withdrawal(withdrawalCode),
        isSimulated ? 1 : 0,
        JSON.stringify(consent),
        JSON.stringify(plan),
        begun,
        begun,
      ],
    );
  });
  const session = await findSession(database, "id", id);
  if (session) return { session, token, withdrawalCode };
  return beginSession(open, expected, { person, consent, isSimulated });
}

/** A random name; in a second round, the one of the first. Throws a Refusal for who is not to take part in it. */
async function nameOf({ study, earlier }: OpenStudy, person: string): Promise<string> {
  if (earlier === null) return `p-${randomBytes(8).toString("hex")}`;
  const name = await earlier.nameOf(person);
  if (name === undefined || study.targets?.has(name) === false) throw new Refusal("not-invited");
  return name;
}
