import {
  comparerJudge,
  type JudgedComparison,
  type JudgedTrials,
  NONE,
  participantJudge,
  type Verdict,
} from "@limen/exclusions";
import { exclusionParams } from "@limen/exclusions/params";
import { groupBy, WordList } from "@limen/tables";
import { z } from "zod";
import type { OpenStudy } from "../study/open-study.ts";
import { type Collected, gather } from "./gather.ts";

/** What the rules say of a participant by now. */
export interface Judged {
  readonly participant: string;
  readonly source: string;
  readonly isComplete: boolean;
  /** Trials answered by now. */
  readonly trials: number;
  readonly verdicts: readonly Verdict[];
}

/**
 * The rules of `aggregate-responses` with their usual limits, on what was answered by now. Who is still at it has few answers and is
 * told apart; nothing is excluded by looking.
 */
export async function previewExclusions(open: OpenStudy): Promise<readonly Judged[]> {
  const { task, trials, comparisons } = await gather(open);
  const states = await open.database.all(
    z.object({ id: z.string(), state: z.string() }),
    "SELECT id, state FROM sessions",
  );
  const complete = new Set(states.filter(({ state }) => state === "complete").map(({ id }) => id));
  const params = exclusionParams.parse({});
  const rows = task === "comparison" ? comparisons : trials;
  const judge =
    task === "comparison"
      ? comparerJudge(comparisons.map(asJudged), params)
      : participantJudge(asColumns(trials, open.study.classes), params);
  const places = [...rows.keys()];
  return [...groupBy(places, (place) => rows[place]!.participant_id)].map(([participant, own]) => ({
    participant,
    source: rows[own[0]!]!.source,
    isComplete: complete.has(participant),
    trials: own.length,
    verdicts: judge(Int32Array.from(own)),
  }));
}

function asColumns(trials: Collected["trials"], classes: readonly string[]): JudgedTrials {
  const stimuli = new WordList();
  const classOf = (name: string | null) => (name === null ? NONE : classes.indexOf(name));
  return {
    classes,
    stimuli: stimuli.names,
    stimulus: Int32Array.from(trials, (trial) => stimuli.number(trial.stimulus_id)),
    response: Int8Array.from(trials, (trial) => classOf(trial.response)),
    catchClass: Int8Array.from(trials, (trial) => classOf(trial.catch_class)),
    rt: Float64Array.from(trials, (trial) => trial.rt_ms ?? Number.NaN),
    isRepeat: Uint8Array.from(trials, (trial) => Number(trial.is_repeat)),
    ratings: ratingsOfAll(trials, classes.length),
  };
}

function ratingsOfAll(trials: Collected["trials"], classes: number): Float32Array | null {
  if (trials.every(({ ratings }) => ratings === null)) return null;
  const all = new Float32Array(trials.length * classes).fill(Number.NaN);
  for (const [place, { ratings }] of trials.entries())
    if (ratings !== null) all.set(ratings, place * classes);
  return all;
}

function asJudged(row: Collected["comparisons"][number]): JudgedComparison {
  const { left_id, right_id, asked } = row;
  const first = left_id < right_id ? "left" : "right";
  const placeOf = (side: string | null) => (side === null ? null : side === first ? 0 : 1);
  return {
    pair: JSON.stringify([[left_id, right_id].sort(), asked]),
    chosen: placeOf(row.response),
    side: row.response as "left" | "right" | null,
    expected: placeOf(row.catch_side),
    rtMs: row.rt_ms,
    isRepeat: row.is_repeat,
  };
}
