import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChoiceBody, ComparisonBody, RatingBody } from "../sessions/answer.ts";
import type { ConsentText } from "../study/consent.ts";

/** A simulated participant: what a browser does, without a screen. The server labels all that it gives simulated. */
export interface Robot {
  /** Of the server, e.g. https://study.example */
  readonly address: string;
  /** As a recruiter would name it: the same name goes on with the same session. */
  readonly name: string;
  /** Told once what will be shown, before the first decision; null: a closed loop chooses it later. */
  readonly onTrials?: (trials: readonly (ShownTrial | null)[]) => void;
  /** The answer to a trial; "leave" leaves the study there. */
  readonly decide: (
    picture: string,
    seq: number,
    trial: ShownTrial,
  ) => Decision | "leave" | Promise<Decision | "leave">;
  /** Told of each answer that the server has acknowledged. */
  readonly onAcknowledged?: (seq: number, decision: Decision) => void;
  /** Pictures that were looked at already, so that those of a crowd fetch each once; without it none is fetched. */
  readonly looked?: Map<string, Promise<void>>;
  /** (requests) in vain, one after the other, after which the server is taken to be gone; 60, two minutes, when not given. */
  readonly patience?: number;
  /** How requests are sent; the default is the network as it is. */
  readonly send?: (url: string, request: RequestInit) => Promise<Response>;
  /** Ends it between two requests. */
  readonly signal?: AbortSignal;
}

/** A trial as the server describes it to a participant. */
export interface ShownTrial {
  /** (hex) SHA-256 of the face, or of the left one. */
  readonly picture: string;
  /** Where faces are compared, else null. */
  readonly right: string | null;
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

/** What the study's task wants to know; of a choice and a comparison, how sure and how strong may be left out. */
export type Decision =
  | (Pick<ChoiceBody, "response" | "rtMs"> & Partial<Pick<ChoiceBody, "confidence" | "intensity">>)
  | (Pick<ComparisonBody, "response" | "rtMs"> & Partial<Pick<ComparisonBody, "confidence">>)
  | Pick<RatingBody, "ratings" | "rtMs">;

export interface TookPart {
  /** Completion code; null for one who left. */
  readonly code: string | null;
  /** Deletes the session; given to who begins one, null to who goes on. */
  readonly withdrawalCode: string | null;
  readonly trials: number;
  /** (trials) that had an answer before. */
  readonly answeredBefore: number;
}

/** A trial of a session as it begins: without a picture, where a closed loop has not yet chosen. */
export type PlannedTrial = ShownTrial | { readonly picture: null };

interface SessionReply {
  readonly token: string;
  readonly withdrawalCode: string | null;
  readonly isSimulated: boolean;
  readonly trials: readonly PlannedTrial[];
  readonly answered: readonly number[];
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;
/** (requests) */
const PATIENCE = 60;

type Ask = (method: string, path: string, body?: object) => Promise<Response>;

/** Goes through a session to its completion code. Requests are repeated until they are answered; a refusal is thrown. */
export async function takePart(robot: Robot): Promise<TookPart> {
  const { address, name, decide, onTrials, onAcknowledged } = robot;
  const headers: Record<string, string> = {};
  const ask: Ask = (method, path, body) =>
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
  // What a program answers must never stand among the answers of people.
  if (!begun.isSimulated) throw new Error("the server does not label this session simulated");
  headers.authorization = `Bearer ${begun.token}`;
  const answered = new Set(begun.answered);
  const { withdrawalCode } = begun;
  const reached = { withdrawalCode, trials: begun.trials.length, answeredBefore: answered.size };
  onTrials?.(begun.trials.map(known));
  for (const [seq, planned] of begun.trials.entries()) {
    if (answered.has(seq)) continue;
    const trial =
      known(planned) ?? ((await (await ask("POST", `/api/trials/${seq}`, {})).json()) as ShownTrial);
    const { picture, right } = trial;
    const pictures = right === null ? { picture } : { picture, right };
    for (const shown of Object.values(pictures)) await look(robot, ask, shown);
    const decision = await decide(picture, seq, trial);
    if (decision === "leave") return { code: null, ...reached };
    await ask("PUT", `/api/answers/${seq}`, { ...pictures, ...decision });
    onAcknowledged?.(seq, decision);
  }
  const { code } = (await (await ask("POST", "/api/complete", {})).json()) as { readonly code: string };
  return { code, ...reached };
}

/** Null: not yet. */
export function known(trial: PlannedTrial): ShownTrial | null {
  return trial.picture === null ? null : trial;
}

/** Fetches a picture as the page does, and compares it with its name. */
async function look({ looked }: Robot, ask: Ask, picture: string): Promise<void> {
  if (looked === undefined) return;
  const fetched =
    looked.get(picture) ??
    (async () => {
      const bytes = new Uint8Array(await (await ask("GET", `/api/pictures/${picture}`)).arrayBuffer());
      if (createHash("sha256").update(bytes).digest("hex") !== picture)
        throw new Error(`the picture ${picture} came damaged`);
    })();
  looked.set(picture, fetched);
  await fetched;
}

async function persist(
  { send = fetch, patience = PATIENCE, signal }: Robot,
  url: string,
  request: RequestInit,
): Promise<Response> {
  let last: unknown;
  for (let tries = 0; tries < patience; tries++) {
    signal?.throwIfAborted();
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
    await sleep(pause * (0.5 + Math.random()), undefined, signal ? { signal } : {});
  }
  throw new ServerGoneError(`no answer after ${patience} tries`, { cause: last });
}

/** The server refused a simulated participant. */
export class RobotRefusedError extends Error {
  override readonly name = "RobotRefusedError";
  /** Why, by name, where the server said so. */
  readonly reason: string | undefined;

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.reason = /^\{"error":"([\w-]+)"/.exec(body)?.[1];
  }
}

/** Nobody answers at the server's address, or only with faults. */
export class ServerGoneError extends Error {
  override readonly name = "ServerGoneError";
}
