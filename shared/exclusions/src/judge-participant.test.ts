import { expect, test } from "vitest";
import { comparerJudge, type JudgedComparison } from "./judge-comparer.ts";
import { participantJudge } from "./judge-participant.ts";
import { type ExclusionParams, exclusionParams } from "./params.ts";
import { NONE } from "./ratings-of.ts";

const params = exclusionParams.parse({});

interface ParticipantTrial {
  readonly stimulus: number;
  readonly response: number | null;
  readonly rtMs: number | null;
  readonly catchClass: number | null;
  readonly isRepeat: boolean;
}

/** The verdicts on one participant, whose trials these are. */
function judgeParticipant(trials: readonly ParticipantTrial[], given: ExclusionParams, classes: number) {
  const columns = {
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    stimuli: Array.from({ length: 100 }, (_, i) => `s${i}`),
    stimulus: Int32Array.from(trials, (trial) => trial.stimulus),
    response: Int8Array.from(trials, (trial) => trial.response ?? NONE),
    catchClass: Int8Array.from(trials, (trial) => trial.catchClass ?? NONE),
    rt: Float64Array.from(trials, (trial) => trial.rtMs ?? Number.NaN),
    isRepeat: Uint8Array.from(trials, (trial) => Number(trial.isRepeat)),
    ratings: null,
  };
  return participantJudge(columns, given)(Int32Array.from(trials.keys()));
}
/** Places in some list of classes. */
const [ANGER, FEAR, SADNESS, SURPRISE] = [0, 1, 2, 3] as const;

function trialsOf(
  count: number,
  change: (i: number) => Partial<ParticipantTrial> = () => ({}),
): ParticipantTrial[] {
  return Array.from({ length: count }, (_, i) => ({
    stimulus: i,
    response: [ANGER, FEAR, SADNESS][i % 3]!,
    rtMs: 800,
    catchClass: null,
    isRepeat: false,
    ...change(i),
  }));
}

const verdictOf = (rule: string, trials: ParticipantTrial[], given = params) =>
  judgeParticipant(trials, given, 7).find((verdict) => verdict.rule === rule)!;

test("an attentive participant passes every rule, and rules without data do not strike", () => {
  const verdicts = judgeParticipant(trialsOf(60), params, 7);
  expect(verdicts.map((verdict) => verdict.rule)).toEqual([
    "catch_accuracy",
    "median_rt",
    "one_key",
    "repeat_agreement",
    "min_trials",
  ]);
  expect(verdicts.some((verdict) => verdict.excluded)).toBe(false);
  expect(verdictOf("catch_accuracy", trialsOf(60)).value).toBeNull();
  expect(verdictOf("repeat_agreement", trialsOf(60)).value).toBeNull();
});

test("catch accuracy: the limit itself passes, no answer in time is wrong", () => {
  const withRight = (right: number) =>
    trialsOf(10, (i) => ({ catchClass: ANGER, response: i < right ? ANGER : i === 9 ? null : FEAR }));
  expect(verdictOf("catch_accuracy", withRight(8))).toEqual({
    rule: "catch_accuracy",
    value: 0.8,
    threshold: 0.8,
    excluded: false,
  });
  expect(verdictOf("catch_accuracy", withRight(7)).excluded).toBe(true);
});

test("median response time, one key and number of trials", () => {
  expect(
    verdictOf(
      "median_rt",
      trialsOf(40, (i) => ({ rtMs: i < 19 ? 900 : 299 })),
    ),
  ).toMatchObject({
    value: 299,
    excluded: true,
  });
  expect(
    verdictOf(
      "median_rt",
      trialsOf(40, () => ({ rtMs: null })),
    ).value,
  ).toBeNull();
  expect(
    verdictOf(
      "one_key",
      trialsOf(40, (i) => (i < 30 ? { response: FEAR } : {})),
    ),
  ).toMatchObject({ excluded: true });
  expect(
    verdictOf(
      "one_key",
      trialsOf(40, (i) => (i % 2 === 0 ? { response: FEAR } : {})),
    ).value,
  ).toBeGreaterThan(0.6);
  expect(verdictOf("min_trials", trialsOf(29))).toMatchObject({ value: 29, excluded: true });
  // Catch trials are not judged for one key, nor counted.
  expect(
    verdictOf(
      "min_trials",
      trialsOf(50, (i) => (i < 25 ? { catchClass: ANGER } : {})),
    ).value,
  ).toBe(25);
});

test("repeats at chance strike; the limit is the binomial one", () => {
  const withAgreeing = (agreeing: number) => [
    ...trialsOf(25),
    ...trialsOf(25, (i) => ({ isRepeat: true, ...(i < agreeing ? {} : { response: SURPRISE }) })),
  ];
  // P(X ≥ 3) = .71, P(X ≥ 4) = .49 and P(X ≥ 6) = .14 for 25 pairs at 1/7 (scipy.stats.binom.sf).
  expect(verdictOf("repeat_agreement", withAgreeing(3))).toMatchObject({
    value: 0.12,
    threshold: 0.16,
    excluded: true,
  });
  expect(verdictOf("repeat_agreement", withAgreeing(4)).excluded).toBe(false);
  expect(verdictOf("repeat_agreement", withAgreeing(5), { ...params, repeatAlpha: 0.2 }).threshold).toBe(
    0.24,
  );
});

test("ratings of all classes alike are one key, and count as answers though they name no class", () => {
  const ratings = Float32Array.from({ length: 40 * 2 }, (_, i) => (i < 30 * 2 ? 0.5 : i % 2));
  const columns = {
    classes: ["anger", "fear"],
    stimuli: Array.from({ length: 40 }, (_, i) => `s${i}`),
    stimulus: Int32Array.from({ length: 40 }, (_, i) => i),
    response: Int8Array.from({ length: 40 }, (_, i) => (i < 30 ? NONE : FEAR)),
    catchClass: new Int8Array(40).fill(NONE),
    rt: new Float64Array(40).fill(900),
    isRepeat: new Uint8Array(40),
    ratings,
  };
  const verdicts = participantJudge(columns, params)(Int32Array.from(columns.stimulus.keys()));
  expect(verdicts.find(({ rule }) => rule === "one_key")).toMatchObject({ value: 0.75, excluded: true });
  expect(verdicts.find(({ rule }) => rule === "min_trials")).toMatchObject({ value: 40, excluded: false });
});

test("of comparisons one side is one key, by a limit of its own; repeats and catch trials go by the face", () => {
  const rows = Array.from(
    { length: 60 },
    (_, i): JudgedComparison => ({
      pair: `pair ${i % 30}`,
      chosen: 0,
      side: i < 48 ? "left" : "right",
      expected: i >= 20 && i < 30 ? 0 : null,
      rtMs: 800,
      isRepeat: i >= 30,
    }),
  );
  const judge = comparerJudge(rows, params);
  const verdicts = judge(Int32Array.from(rows.keys()));
  const verdictOn = (rule: string) => verdicts.find((verdict) => verdict.rule === rule);
  expect(verdictOn("one_key")).toMatchObject({ value: 38 / 50, threshold: 0.75, excluded: true });
  expect(verdictOn("catch_accuracy")).toMatchObject({ value: 1 });
  expect(verdictOn("repeat_agreement")).toMatchObject({ value: 1, excluded: false });
  const turned = rows.map((row, i) => ({
    ...row,
    chosen: row.isRepeat ? (1 as const) : row.chosen,
    rtMs: i,
  }));
  const strict = comparerJudge(turned, { ...params, maxOneSide: 0.8 })(Int32Array.from(rows.keys()));
  expect(strict.filter(({ excluded }) => excluded).map(({ rule }) => rule)).toEqual([
    "median_rt",
    "repeat_agreement",
  ]);
});
