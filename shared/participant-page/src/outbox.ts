import { createStore, delMany, entries, set, type UseStore } from "idb-keyval";
import { type AnswerInfo, type Api, RefusedError } from "./api.ts";

/** Refusals of a single answer: the server has another, or wants none. Sending it again changes nothing. */
const SETTLED = ["answer-differs", "session-complete"];

/**
 * Answers on their way to the server. Each is written to the browser's own storage first, sent in order, and taken out when
 * the server has acknowledged it: a reload or a lost connection loses none.
 */
export class Outbox {
  readonly #api: Pick<Api, "answer">;
  readonly #store: UseStore | undefined;
  readonly #waiting = new Map<number, AnswerInfo>();
  #sending: Promise<void> | undefined;

  private constructor(api: Pick<Api, "answer">, store: UseStore | undefined) {
    this.#api = api;
    this.#store = store;
  }

  /** With what an earlier page of this session left. In a browser without storage, answers wait in memory. */
  static async open(api: Pick<Api, "answer">, session: string): Promise<Outbox> {
    const store = await openStore(session);
    const outbox = new Outbox(api, store);
    for (const [seq, answer] of store ? await entries<number, AnswerInfo>(store) : [])
      outbox.#waiting.set(seq, answer);
    return outbox;
  }

  /** Trials whose answers are not yet acknowledged. */
  get waiting(): readonly number[] {
    return [...this.#waiting.keys()];
  }

  /** Resolves when the answer outlives this page. `send` sends it. */
  async put(seq: number, answer: AnswerInfo): Promise<void> {
    this.#waiting.set(seq, answer);
    if (this.#store) await set(seq, answer, this.#store);
  }

  /** Resolves when everything is acknowledged. Rejects when the server refuses this session. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting;
      if (!next) return;
      const [seq, answer] = next;
      try {
        await this.#api.answer(seq, answer);
      } catch (error) {
        if (!(error instanceof RefusedError && SETTLED.includes(error.reason))) throw error;
      }
      if (this.#store) await delMany([seq], this.#store);
      this.#waiting.delete(seq);
    }
  }
}

async function openStore(session: string): Promise<UseStore | undefined> {
  try {
    const store = createStore(`limen-${session}`, "answers");
    await entries(store);
    return store;
  } catch {
    return undefined;
  }
}
