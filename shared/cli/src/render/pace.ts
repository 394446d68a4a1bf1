import { duration } from "./format.ts";

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** Rate and time left of one node, from its progress since the first it told. */
export class Pace {
  readonly #now: () => number;
  #first: { done: number; total: number; at: number } | undefined;

  /** `now` gives seconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `120/400 steps, 14 steps/s, 20 s left`. */
  describe({ done, total, unit }: Progress): string {
    const at = this.#now();
    // Work with several phases counts anew in each.
    if (this.#first === undefined || this.#first.total !== total || done < this.#first.done) {
      this.#first = { done, total, at };
    }
    const rate = (done - this.#first.done) / (at - this.#first.at);
    const count = `${done}/${total} ${unit}`;
    if (!Number.isFinite(rate) || rate <= 0 || done >= total) return count;
    return `${count}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} ${unit}/s, ${duration((total - done) / rate)} left`;
  }
}
