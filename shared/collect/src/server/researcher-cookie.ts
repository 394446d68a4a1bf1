import type { FastifyReply, FastifyRequest } from "fastify";
import { Keys } from "../study/keys.ts";
import type { OpenStudy } from "../study/open-study.ts";

const COOKIE = "limen_researcher";
const HOUR = 3_600_000;
/** (hours) a working day; then the token is asked for again. */
const LASTS = 12;

/**
 * What a browser keeps after the researcher's token was given: until when it counts, signed; never the token. Another token or another
 * study's database ends it. No script can read it, and no other site's page can make the browser send it.
 */
export class ResearcherCookie {
  readonly #now: () => number;
  readonly #keys: Keys;

  constructor({ keys, now }: OpenStudy, adminToken: string) {
    this.#now = now;
    this.#keys = new Keys(keys.token(`researcher\n${adminToken}`));
  }

  give(reply: FastifyReply, isSecure: boolean): void {
    const until = this.#now() + LASTS * HOUR;
    void reply.setCookie(COOKIE, this.#keys.sign(String(until)), {
      httpOnly: true,
      sameSite: "strict",
      secure: isSecure,
      path: "/api/admin",
      maxAge: LASTS * 3600,
    });
  }

  take(reply: FastifyReply): void {
    void reply.clearCookie(COOKIE, { path: "/api/admin" });
  }

  isGood({ cookies }: FastifyRequest): boolean {
    const until = this.#keys.verify(cookies[COOKIE] ?? "");
    return until !== undefined && Number(until) > this.#now();
  }
}
