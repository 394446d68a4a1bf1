import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@limen/errors";
import { leavingAt, observeAsTheyCome } from "./observe-trials.ts";
import type { Observers } from "./open-observers.ts";
import { RobotRefusedError, ServerGoneError, takePart } from "./take-part.ts";

/** Who takes part, and how. */
export interface Crowd {
  readonly address: string;
  readonly observers: Observers;
  /** Part of every name: the same seed and number go on with the same session. */
  readonly seed: string;
  /** Numbers of the participants: from the first, so many. */
  readonly first: number;
  readonly participants: number;
  /** (participants) at once. */
  readonly concurrency: number;
  /** Share of the response times that is really waited for: 0 as fast as can be, 1 as people. */
  readonly pace: number;
  /** Share of participants who leave midway. */
  readonly leave: number;
  readonly signal: AbortSignal;
  readonly onProgress: (sofar: Readonly<Simulated>) => void;
}

export interface Simulated {
  /** Participants who reached their completion code, now or before. */
  complete: number;
  /** Those of them who had it before. */
  before: number;
  left: number;
  /** Answers acknowledged now. */
  answers: number;
}

/** Takes one participant through the study; tells of each answer. */
export type TakeThrough = (
  number: number,
  onAnswer: () => void,
  signal: AbortSignal,
) => Promise<OneSimulated>;

export interface OneSimulated {
  readonly isComplete: boolean;
  /** Every trial had its answer before. */
  readonly wasComplete: boolean;
}

export function nameOf(seed: string, number: number): string {
  return `simulated ${seed} ${number}`;
}

/** Takes a crowd through the study by the server's API. */
export function throughApi({ address, observers, seed, pace, leave }: Crowd): TakeThrough {
  const looked = new Map<string, Promise<void>>();
  return async (number, onAnswer, signal) => {
    const mind = observers.mind(number);
    let answer: ReturnType<typeof observeAsTheyCome>;
    let leaves: number | undefined;
    const { code, trials, answeredBefore } = await takePart({
      address,
      name: nameOf(seed, number),
      looked,
      signal,
      onTrials(shown) {
        answer = observeAsTheyCome(mind, shown);
        leaves = leavingAt(mind, leave, shown.length);
      },
      async decide(_picture, seq, trial) {
        if (leaves !== undefined && seq >= leaves) return "leave";
        const decision = answer(trial, seq);
        await think(pace * (decision.rtMs ?? latest(mind.world.deadlineMs)), signal);
        return decision;
      },
      onAcknowledged: onAnswer,
    });
    return { isComplete: code !== null, wasComplete: answeredBefore === trials };
  };
}

/** Some at a time; the first who fails ends it for all. Throws a UserError when the server refuses or is gone. */
export async function simulateParticipants(crowd: Crowd, takeThrough: TakeThrough): Promise<Simulated> {
  const { first, participants, concurrency, signal, onProgress } = crowd;
  const simulated: Simulated = { complete: 0, before: 0, left: 0, answers: 0 };
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  let next = first;
  const work = async () => {
    while (next < first + participants && !ended.aborted) {
      const one = await takeThrough(
        next++,
        () => {
          simulated.answers++;
          onProgress(simulated);
        },
        ended,
      );
      if (one.isComplete) simulated.complete++;
      else simulated.left++;
      if (one.wasComplete) simulated.before++;
      onProgress(simulated);
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, participants) }, () =>
    work().catch((error: unknown) => {
      // Of several only the first is the cause: the others were stopped by it.
      if (!ended.aborted) failed.abort(error);
    }),
  );
  await Promise.all(workers);
  if (failed.signal.aborted) throw explained(failed.signal.reason, simulated);
  return simulated;
}

/** (milliseconds) */
export async function think(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
}

/** (milliseconds) waited by whoever answers too late; without a deadline nobody does. */
export function latest(deadlineMs: number): number {
  return Number.isFinite(deadlineMs) ? deadlineMs : 0;
}

const REFUSALS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "study-closed": ["the study is closed", "open it again first, by PUT /api/admin/state"],
  "study-paused": [
    "the study is paused: only those who began may go on",
    "open it again first, by PUT /api/admin/state",
  ],
  "not-invited": [
    "the study is a second round, for participants of the first",
    "take the participants that answered in the first round: the same --first and --seed",
  ],
  "session-too-old": [
    "sessions that were left cannot be gone on with any more",
    "take other participants: --first or --seed",
  ],
  "session-of-person": [
    "a person has answered under one of these names",
    "take other participants: --first or --seed",
  ],
  "session-unknown": [
    "another program goes on with the same participants",
    "let one of them end, or give it others: --first or --seed",
  ],
};

function explained(error: unknown, { complete, answers }: Simulated): unknown {
  const place = { field: "--against" };
  const until = `after ${complete} participants and ${answers} answers`;
  if (error instanceof ServerGoneError) {
    const message = `the server answers no more, ${until}`;
    return new UserError({ message, place, hint: "when it is there again, the same command goes on" });
  }
  if (!(error instanceof RobotRefusedError)) return error;
  const known = REFUSALS[error.reason ?? ""];
  if (known) return new UserError({ message: `${known[0]}, ${until}`, place, hint: known[1] });
  return new Error(`the server refused a simulated participant, ${until}: ${error.message}`, {
    cause: error,
  });
}
