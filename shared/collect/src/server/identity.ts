import type { FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "../sessions/refusal.ts";
import { findSession, type Session } from "../sessions/session.ts";
import { equalText, newToken } from "../study/keys.ts";
import type { ServerContext } from "./context.ts";

const COOKIE = "limen_person";
/** (seconds) a year: longer than any study's sessions last. */
const COOKIE_AGE = 365 * 24 * 3600;

/** Names under which recruiting services hand over who comes; the first that is there counts. */
const RECRUITER_FIELDS = ["PROLIFIC_PID", "participant", "workerId"] as const;
const LONGEST_NAME = 200;

/** What the recruiter calls the person, from the link that they followed. */
export function recruitedName(query: Readonly<Record<string, unknown>>): string | undefined {
  for (const field of RECRUITER_FIELDS) {
    const value = query[field];
    if (typeof value === "string" && value !== "" && value.length <= LONGEST_NAME)
      return `${field}\n${value}`;
  }
  return undefined;
}

/** Keeps the person's keyed hash in their browser, signed; the recruiter's name itself is kept nowhere. */
export function rememberPerson({ open, isSecure }: ServerContext, reply: FastifyReply, name: string): string {
  const person = open.keys.person(name);
  void reply.setCookie(COOKIE, open.keys.sign(person), {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure,
    path: "/",
    maxAge: COOKIE_AGE,
  });
  return person;
}

/** The person whose browser this is; a new one where it brings none. */
export function personOf(context: ServerContext, request: FastifyRequest, reply: FastifyReply): string {
  const signed = request.cookies[COOKIE];
  const known = signed === undefined ? undefined : context.open.keys.verify(signed);
  return known ?? rememberPerson(context, reply, `anonymous\n${newToken()}`);
}

/** The session that the request's token opens. Throws a Refusal when it opens none. */
export async function sessionOf({ open, plans }: ServerContext, request: FastifyRequest): Promise<Session> {
  const { database, keys } = open;
  const session = await findSession(database, "token", keys.token(bearerOf(request)), plans);
  if (!session) throw new Refusal("session-unknown");
  return session;
}

/** Throws a Refusal unless the request brings the researcher's token, or the cookie that it was changed for. */
export function checkAdmin({ adminToken, researcherCookie }: ServerContext, request: FastifyRequest): void {
  if (!equalText(bearerOf(request), adminToken) && !researcherCookie.isGood(request))
    throw new Refusal("admin-unknown");
}

function bearerOf({ headers }: FastifyRequest): string {
  const [, token] = /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? "") ?? [];
  return token ?? "";
}
