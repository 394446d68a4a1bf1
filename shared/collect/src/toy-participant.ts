import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import type { ConsentText } from "./study/consent.ts";

interface Described {
  readonly token: string;
  readonly withdrawalCode: string | null;
  readonly state: string;
  readonly code: string | null;
  readonly candidates: readonly string[];
  readonly trials: readonly {
    /** Null: an open place. */
    readonly picture: string | null;
    readonly right: string | null;
    readonly asked: string | null;
    readonly block: number;
  }[];
  readonly answered: readonly number[];
}

/** A browser without a screen: keeps cookies and the token, and answers as it is told. */
export class ToyParticipant {
  #server: FastifyInstance;
  /** Pictures of open places, by the number of the trial. */
  readonly #chosen = new Map<number, string>();
  readonly #cookies = new Map<string, string>();
  token = "";
  session!: Described;
  /** What was agreed to. */
  consent!: { readonly version: string; readonly digest: string; readonly language: string };

  constructor(server: FastifyInstance) {
    this.#server = server;
  }

  /** Goes on at another server of the study, without loading the page anew. */
  moveTo(server: FastifyInstance): void {
    this.#server = server;
  }

  /** As a browser sends them. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async send(
    method: InjectOptions["method"],
    url: string,
    payload?: unknown,
  ): Promise<LightMyRequestResponse> {
    const reply = await this.#server.inject({
      method: method!,
      url,
      cookies: Object.fromEntries(this.#cookies),
      headers: {
        ...(this.token === "" ? {} : { authorization: `Bearer ${this.token}` }),
        // A text is sent as it is, for bodies that no object gives.
        ...(typeof payload === "string" ? { "content-type": "application/json" } : {}),
      },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    for (const { name, value } of reply.cookies) this.#cookies.set(name, value);
    return reply;
  }

  /** Agrees to the present text, unless told what to agree to. */
  async begin(change: object = {}): Promise<LightMyRequestResponse> {
    const { consent } = (await this.send("GET", "/api/study")).json<{ consent: ConsentText }>();
    const { version, digest } = consent;
    this.consent = { version, digest, language: "en" };
    const reply = await this.send("POST", "/api/session", { consent: this.consent, ...change });
    if (reply.statusCode === 200) {
      this.session = reply.json<Described>();
      this.token = this.session.token;
    }
    return reply;
  }

  /** Asks what a trial shows. */
  async look(seq: number): Promise<LightMyRequestResponse> {
    const reply = await this.send("POST", `/api/trials/${seq}`, {});
    if (reply.statusCode === 200) this.#chosen.set(seq, reply.json<{ picture: string }>().picture);
    return reply;
  }

  answer(seq: number, change: object = {}): Promise<LightMyRequestResponse> {
    const picture = this.session.trials[seq]?.picture ?? this.#chosen.get(seq);
    return this.send("PUT", `/api/answers/${seq}`, {
      picture: picture ?? "0".repeat(64),
      response: "anger",
      rtMs: 700 + seq,
      ...change,
    });
  }

  async answerAll(): Promise<void> {
    for (const [seq, { picture }] of this.session.trials.entries()) {
      if (picture === null) await this.look(seq);
      await this.answer(seq);
    }
  }
}
