import { invariant } from "@limen/errors";
import type { ClosedLoop } from "./closed-loop.ts";
import type { PlannedTrial } from "./plan-trials.ts";

interface Answered {
  /** Index of the stimulus; null: a catch trial. */
  readonly stimulus: number | null;
  readonly answer: number | null;
}

/** What one simulated person is shown, trial by trial: the plan's stimuli, and where it is open what the closed loop chooses. */
export class Steering {
  readonly #planned: readonly PlannedTrial[];
  readonly #loop: ClosedLoop | null;
  readonly #chosen = new Set<number>();
  #last: Answered | null = null;
  #stimulus: number | null = null;

  constructor(planned: readonly PlannedTrial[], loop: ClosedLoop | null) {
    invariant(
      loop !== null || planned.every(({ kind }) => kind !== "open"),
      "open places and no closed loop",
    );
    this.#planned = planned;
    this.#loop = loop;
  }

  /** Index of the stimulus that the next trial shows; null: a catch trial. An open one is chosen before the last answer is known. */
  show(place: number): number | null {
    const { kind, index } = this.#planned[place]!;
    if (kind === "open") {
      this.#stimulus = this.#loop!.choose(this.#last?.stimulus ?? null, this.#chosen);
      this.#chosen.add(this.#stimulus);
    } else this.#stimulus = kind === "catch" ? null : index;
    if (this.#last) this.#loop?.take(this.#last.stimulus, this.#last.answer);
    return this.#stimulus;
  }

  /** Index of the class chosen in the trial that was shown; null: none in time. */
  take(answer: number | null): void {
    this.#last = { stimulus: this.#stimulus, answer };
  }
}
