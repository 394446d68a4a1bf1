import type { Api, SessionInfo, ShownInfo } from "./api.ts";
import type { Outbox } from "./outbox.ts";

/** What the trials of a session show. */
export class Shown {
  readonly #trials: SessionInfo["trials"];
  readonly #ask: (seq: number) => Promise<ShownInfo>;
  readonly #asked = new Map<number, Promise<void>>();
  readonly #chosen = new Map<number, ShownInfo>();

  /** @param ask asks the server what it chooses for a trial */
  constructor(trials: SessionInfo["trials"], ask: (seq: number) => Promise<ShownInfo>) {
    this.#trials = trials;
    this.#ask = ask;
  }

  /** Undefined where it is not yet known. */
  at(seq: number): ShownInfo | undefined {
    const trial = this.#trials[seq];
    return trial && trial.picture !== null ? trial : this.#chosen.get(seq);
  }

  /** Asks what a trial shows, once, if it is not known; resolves when it is. Of a trial that is not there, at once. */
  ready(seq: number): Promise<void> {
    if (this.#trials[seq] === undefined || this.at(seq) !== undefined) return Promise.resolve();
    const asked = this.#asked.get(seq) ?? this.#ask(seq).then((shown) => void this.#chosen.set(seq, shown));
    this.#asked.set(seq, asked);
    return asked;
  }
}

/** The server chooses by answers that it has: those that wait are sent first. */
export function askServer(
  api: Pick<Api, "trial">,
  outbox: Pick<Outbox, "send" | "waiting">,
  onRefused: (error: unknown) => void,
): (seq: number) => Promise<ShownInfo> {
  return async (seq) => {
    try {
      while (outbox.waiting.length > 0) await outbox.send();
      return await api.trial(seq);
    } catch (error) {
      onRefused(error);
      // What was refused ends the page by itself.
      return new Promise(() => {});
    }
  };
}
