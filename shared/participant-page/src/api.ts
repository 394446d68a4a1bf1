/** What the server says before consent. */
export interface StudyInfo {
  readonly title: string;
  readonly task: "choice" | "comparison" | "rating";
  /** How ratings are given. */
  readonly ratingScale: "steps" | "sliders";
  readonly debrief: string;
  readonly deadlineMs: number | null;
  readonly fixationMs: number;
  readonly faceMm: number;
  readonly confidence: boolean;
  readonly intensity: boolean;
  readonly classes: readonly string[];
  readonly consent: { readonly version: string; readonly text: string; readonly digest: string };
}

/** What a trial shows, by the SHA-256 of pictures. */
export interface ShownInfo {
  /** The face, or the left one. */
  readonly picture: string;
  /** Where faces are compared, else null. */
  readonly right: string | null;
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

export interface PracticeInfo extends ShownInfo {
  readonly expected: string;
  /** Where faces are compared: the side that shows it. */
  readonly expectedSide: "left" | "right";
}

/** A trial of the session; without a picture, it is chosen by the answers before it. */
export type TrialInfo = (ShownInfo | { readonly picture: null }) & { readonly block: number };

export interface SessionInfo {
  /** Names the session in this browser's storage. */
  readonly key: string;
  readonly state: "running" | "complete";
  readonly code: string | null;
  readonly trials: readonly TrialInfo[];
  /** Pictures that may be chosen. */
  readonly candidates: readonly string[];
  readonly practice: readonly PracticeInfo[];
  readonly answered: readonly number[];
}

export interface BegunInfo extends SessionInfo {
  readonly token: string;
  readonly withdrawalCode: string | null;
}

/** How a picture came on the screen. */
export interface Onset {
  readonly delayMs: number;
  readonly refreshHz: number;
  readonly droppedFrames: number;
  readonly wasHidden: boolean;
}

interface Answered {
  readonly picture: string;
  /** (milliseconds) null: no answer in time. */
  readonly rtMs: number | null;
  readonly onset: Onset;
}

export interface ChoiceInfo extends Answered {
  readonly response: string | null;
  readonly confidence: number | null;
  readonly intensity: number | null;
}

export interface ComparisonInfo extends Answered {
  readonly right: string;
  readonly response: "left" | "right" | null;
  readonly confidence: number | null;
}

export interface RatingInfo extends Answered {
  readonly ratings: readonly number[] | null;
}

export type AnswerInfo = ChoiceInfo | ComparisonInfo | RatingInfo;

export interface ScreenInfo {
  readonly pixelsPerMm: number;
  readonly wasMeasured: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  readonly hasTouch: boolean;
}

/** The server refused, and gave the reason. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** (milliseconds) without an answer, after which a request is given up and tried again. */
const PATIENCE = 15_000;

/** Requests to the server. Each is repeated until there is an answer; only a refusal ends it. */
export class Api {
  #token = "";
  readonly #onConnection: (isConnected: boolean) => void;

  constructor(onConnection: (isConnected: boolean) => void) {
    this.#onConnection = onConnection;
  }

  async study(): Promise<StudyInfo> {
    return (await this.#send("GET", "/api/study")).json();
  }

  /** Goes on with this browser's session; with consent, begins one where there is none. */
  async begin(consent?: { version: string; digest: string; language: string }): Promise<BegunInfo> {
    const reply = await this.#send("POST", "/api/session", consent ? { consent } : {});
    const begun: BegunInfo = await reply.json();
    this.#token = begun.token;
    return begun;
  }

  async picture(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.#send("GET", `/api/pictures/${sha256}`)).arrayBuffer());
  }

  async screen(info: ScreenInfo): Promise<void> {
    await this.#send("PUT", "/api/screen", info);
  }

  async answer(seq: number, answer: AnswerInfo): Promise<void> {
    await this.#send("PUT", `/api/answers/${seq}`, answer);
  }

  /** What a trial shows; chosen now, if it was not before. */
  async trial(seq: number): Promise<ShownInfo> {
    return (await this.#send("POST", `/api/trials/${seq}`, {})).json();
  }

  async complete(): Promise<{ readonly code: string; readonly url: string | null }> {
    return (await this.#send("POST", "/api/complete", {})).json();
  }

  async withdraw(code: string): Promise<void> {
    await this.#send("POST", "/api/withdraw", { code });
  }

  async #send(method: string, url: string, body?: unknown): Promise<Response> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const reply = await this.#try(method, url, body).catch(() => undefined);
      this.#onConnection(reply !== undefined);
      if (reply?.ok) return reply;
      if (reply && reply.status < 500 && reply.status !== 429) throw new RefusedError(await reasonOf(reply));
      await pauseFor(pause);
    }
  }

  #try(method: string, url: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    return fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

async function reasonOf(reply: Response): Promise<string> {
  const { error } = (await reply.json().catch(() => ({}))) as { readonly error?: string };
  return error ?? "other";
}

/** A pause that ends at once when the connection comes back. Uneven, so that many pages do not come back together. */
function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds * (0.5 + Math.random()));
    addEventListener("online", done);
  });
}
