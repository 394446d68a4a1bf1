import type { AnswerBody } from "../sessions/answer.ts";
import type { ConsentText } from "../study/consent.ts";

/** A simulated participant: what a browser does, without a screen. The server labels all that it gives simulated. */
export interface Robot {
  /** Of the server, e.g. https://study.example */
  readonly address: string;
  /** As a recruiter would name it: the same name goes on with the same session. */
  readonly name: string;
  readonly decide: (picture: string, seq: number) => Decision | Promise<Decision>;
  /** Told of each answer that the server has acknowledged. */
  readonly onAcknowledged?: (seq: number, decision: Decision) => void;
  /** (requests) in vain, one after the other, after which the server is taken to be gone; 60, two minutes, when not given. */
  readonly patience?: number;
  /** How requests are sent; the default is the network as it is. */
  readonly send?: (url: string, request: RequestInit) => Promise<Response>;
}

export type Decision = Pick<AnswerBody, "response" | "rtMs">;

export interface TookPart {
  readonly code: string;
  readonly trials: number;
}

interface SessionReply {
  readonly token: string;
  readonly trials: readonly { readonly picture: string }[];
  readonly answered: readonly number[];
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;
/** (requests) */
const PATIENCE = 60;

/** Goes through a session to its completion code. Requests are repeated until they are answered; a refusal is thrown. */
export async function takePart(robot: Robot): Promise<TookPart> {
  const { address, name, decide, onAcknowledged } = robot;
  const headers: Record<string, string> = {};
  const ask = (method: string, path: string, body?: object) =>
    persist(robot, `${address}${path}`, {
      method,
      headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
      redirect: "manual",
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const joined = await ask("GET", `/join?participant=${encodeURIComponent(name)}`);
  headers.cookie = joined.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0]!)
    .join("; ");
  const study = (await (await ask("GET", "/api/study")).json()) as { readonly consent: ConsentText };
  const { version, digest } = study.consent;
  const consent = { version, digest, language: "en" };
  const begun = (await (
    await ask("POST", "/api/session", { consent, isSimulated: true })
  ).json()) as SessionReply;
  headers.authorization = `Bearer ${begun.token}`;
  const answered = new Set(begun.answered);
  for (const [seq, { picture }] of begun.trials.entries()) {
    if (answered.has(seq)) continue;
    const decision = await decide(picture, seq);
    await ask("PUT", `/api/answers/${seq}`, { picture, ...decision });
    onAcknowledged?.(seq, decision);
  }
  const { code } = (await (await ask("POST", "/api/complete", {})).json()) as { readonly code: string };
  return { code, trials: begun.trials.length };
}

async function persist(
  { send = fetch, patience = PATIENCE }: Robot,
  url: string,
  request: RequestInit,
): Promise<Response> {
  let last: unknown;
  for (let tries = 0; tries < patience; tries++) {
    try {
      const reply = await send(url, request);
      if (reply.status < 400) return reply;
      if (reply.status < 500 && reply.status !== 429)
        throw new RobotRefusedError(reply.status, await reply.text());
      last = new Error(`${request.method} ${url}: ${reply.status}`);
    } catch (error) {
      if (error instanceof RobotRefusedError) throw error;
      last = error;
    }
    const pause = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
    // Uneven, so that many do not come back together.
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
  throw new Error(`no answer after ${patience} tries`, { cause: last });
}

/** The server refused a simulated participant. */
export class RobotRefusedError extends Error {
  override readonly name = "RobotRefusedError";

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
  }
}
