import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { applyExclusions } from "./apply-exclusions.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import { judgeParticipant, type ParticipantTrial } from "./judge-participant.ts";
import { keepTrials } from "./keep-trials.ts";
import { params as schema } from "./params.ts";
import { toColumns, toyTrials } from "./toy-trials.ts";

const params = schema.parse({});
/** Places in some list of classes. */
const [ANGER, FEAR, SADNESS, SURPRISE] = [0, 1, 2, 3] as const;

const random = RandomStream.fromSeed(2);

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

test("nine in ten careless people are found, few others are excluded", () => {
  const experiment = {
    participants: 200,
    stimuli: 60,
    repeats: 25,
    catches: 10,
    biasSpread: 0.8,
    evidenceSpread: 2.5,
    careless: 0.2,
  };
  const trials = toyTrials(experiment, random);
  const exclusions = applyExclusions(toColumns(trials), params, "simulated");
  const names = [...new Set(trials.map((trial) => trial.participant_id))];
  const careless = names.filter((name) => name.startsWith("careless"));
  const caught = careless.filter((name) => exclusions.excluded.has(name));
  expect(caught.length / careless.length).toBeGreaterThanOrEqual(0.9);
  const wrongly = names.filter((name) => name.startsWith("careful") && exclusions.excluded.has(name));
  expect(wrongly.length / (names.length - careless.length)).toBeLessThan(0.05);
  expect(exclusions.rows).toHaveLength(200 * 5);

  const known = names.map((participant_id) => ({
    participant_id,
    careless: participant_id.startsWith("careless"),
  }));
  const lines = describeExclusions(exclusions, known);
  expect(lines[0]).toContain(`${exclusions.excluded.size} of 200 participants excluded (catch_accuracy `);
  expect(lines[1]).toContain(`${caught.length} of ${careless.length} careless ones found`);

  const kept = keepTrials(trials, exclusions.excluded);
  expect(kept.some((trial) => exclusions.excluded.has(trial.participant_id))).toBe(false);
  expect(kept.some((trial) => trial.stimulus_id.startsWith("catch-"))).toBe(false);
  expect(kept).toHaveLength((200 - exclusions.excluded.size) * 85);
});

test("trials without an answer are not kept", () => {
  const trials = toyTrials(
    { participants: 1, stimuli: 3, repeats: 0, catches: 0, biasSpread: 0, evidenceSpread: 1 },
    random,
  );
  expect(keepTrials([{ ...trials[0]!, response: null }, trials[1]!], new Set())).toHaveLength(1);
});
