import { invariant } from "@limen/errors";
import { chooseNext, expectAnswer, type Loop, startLoop, updateLoop } from "@limen/person-model";
import type { RandomStream } from "@limen/random";
import type { ClosedLoopParams } from "../params.ts";
import { drawCandidates } from "./open-places.ts";
import type { PlannedTrial } from "./plan-trials.ts";

/** What closed loops go by. */
export interface LoopSource {
  readonly params: Pick<ClosedLoopParams, "candidates">;
  /** (nats) what the group model says of each stimulus */
  readonly groupLogP: readonly Float64Array[];
  /** Stimuli outside the core. */
  readonly others: readonly number[];
}

/** The loop of one participant with that plan, who is dealt some of the stimuli. */
export function closedLoopFor(
  planned: readonly PlannedTrial[],
  { params, groupLogP, others }: LoopSource,
  random: RandomStream,
): ClosedLoop {
  const dealt = new Set(planned.flatMap(({ kind, index }) => (kind === "stimulus" ? [index] : [])));
  const open = planned.filter(({ kind }) => kind === "open").length;
  return new ClosedLoop(groupLogP, drawCandidates(others, dealt, open, params, random));
}

/**
 * Fills one participant's open places, by what was answered before. The face of a trial is chosen while the one before it is
 * looked at, so that nobody waits: by the answers up to the last but one, and by how much the one to come will tell.
 * Whoever takes the same answers in the same order chooses the same faces.
 */
export class ClosedLoop {
  /** (nats) what the group model says of each stimulus */
  readonly #groupLogP: readonly ArrayLike<number>[];
  readonly #candidates: readonly number[];
  #known: Loop;

  /** @param candidates indices of the stimuli that open places may show */
  constructor(groupLogP: readonly ArrayLike<number>[], candidates: readonly number[]) {
    invariant(groupLogP.length > 0, "a closed loop without stimuli");
    this.#groupLogP = groupLogP;
    this.#candidates = candidates;
    this.#known = startLoop(groupLogP[0]!.length);
  }

  /** Of the next trial in order, what was shown (null: no stimulus) and which class was chosen (null: none in time). */
  take(stimulus: number | null, answer: number | null): void {
    if (stimulus === null || answer === null) return;
    this.#known = updateLoop(this.#known, { groupLogP: this.#groupLogP[stimulus]!, answer });
  }

  /**
   * What an open place shows.
   *
   * @param underWay what the trial before it shows; null: no stimulus
   * @param taken what open places before it show
   */
  choose(underWay: number | null, taken: ReadonlySet<number>): number {
    const loop = underWay === null ? this.#known : expectAnswer(this.#known, this.#groupLogP[underWay]!);
    const free = this.#candidates.filter((index) => !taken.has(index));
    const place = chooseNext(
      loop,
      free.map((index) => this.#groupLogP[index]!),
    );
    invariant(place !== null, "more open places than candidates");
    return free[place]!;
  }
}
