import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { applyExclusions } from "./apply-exclusions.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import { participantJudge } from "./judge-participant.ts";
import { keepRows, keptTrials } from "./keep-trials.ts";
import { params as schema } from "./params.ts";
import { toColumns, toGroup, toyTrials } from "./toy-trials.ts";

const params = schema.parse({});
const CLASSES = ["anger", "fear", "sadness", "surprise", "disgust", "happiness", "neutral"];
const [ANGER, FEAR, SADNESS, SURPRISE] = ["anger", "fear", "sadness", "surprise"] as const;

const random = RandomStream.fromSeed(2);

type Given = Parameters<typeof toColumns>[0][number];

function trialsOf(count: number, change: (i: number) => Given = () => ({})): Given[] {
  return Array.from({ length: count }, (_, i) => ({
    stimulus_id: `s${i}`,
    response: [ANGER, FEAR, SADNESS][i % 3]!,
    rt_ms: 800,
    ...change(i),
  }));
}

async function verdictsOf(trials: Given[], given = params) {
  const columns = await toColumns(trials, CLASSES);
  return participantJudge(columns, given)(Int32Array.from(trials.keys()));
}

const verdictOf = async (rule: string, trials: Given[], given = params) =>
  (await verdictsOf(trials, given)).find((verdict) => verdict.rule === rule)!;

test("an attentive participant passes every rule, and rules without data do not strike", async () => {
  const verdicts = await verdictsOf(trialsOf(60));
  expect(verdicts.map((verdict) => verdict.rule)).toEqual([
    "catch_accuracy",
    "median_rt",
    "one_key",
    "repeat_agreement",
    "min_trials",
  ]);
  expect(verdicts.some((verdict) => verdict.excluded)).toBe(false);
  expect((await verdictOf("catch_accuracy", trialsOf(60))).value).toBeNull();
  expect((await verdictOf("repeat_agreement", trialsOf(60))).value).toBeNull();
});

test("catch accuracy: the limit itself passes, no answer in time is wrong", async () => {
  const withRight = (right: number) =>
    trialsOf(10, (i) => ({ catch_class: ANGER, response: i < right ? ANGER : i === 9 ? null : FEAR }));
  expect(await verdictOf("catch_accuracy", withRight(8))).toEqual({
    rule: "catch_accuracy",
    value: 0.8,
    threshold: 0.8,
    excluded: false,
  });
  expect((await verdictOf("catch_accuracy", withRight(7))).excluded).toBe(true);
});

test("median response time, one key and number of trials", async () => {
  expect(
    await verdictOf(
      "median_rt",
      trialsOf(40, (i) => ({ rt_ms: i < 19 ? 900 : 299 })),
    ),
  ).toMatchObject({
    value: 299,
    excluded: true,
  });
  expect(
    (
      await verdictOf(
        "median_rt",
        trialsOf(40, () => ({ rt_ms: null })),
      )
    ).value,
  ).toBeNull();
  expect(
    await verdictOf(
      "one_key",
      trialsOf(40, (i) => (i < 30 ? { response: FEAR } : {})),
    ),
  ).toMatchObject({ excluded: true });
  expect(
    (
      await verdictOf(
        "one_key",
        trialsOf(40, (i) => (i % 2 === 0 ? { response: FEAR } : {})),
      )
    ).value,
  ).toBeGreaterThan(0.6);
  expect(await verdictOf("min_trials", trialsOf(29))).toMatchObject({ value: 29, excluded: true });
  // Catch trials are not judged for one key, nor counted.
  expect(
    (
      await verdictOf(
        "min_trials",
        trialsOf(50, (i) => (i < 25 ? { catch_class: ANGER } : {})),
      )
    ).value,
  ).toBe(25);
});

test("repeats at chance strike; the limit is the binomial one", async () => {
  const withAgreeing = (agreeing: number) => [
    ...trialsOf(25),
    ...trialsOf(25, (i) => ({ is_repeat: true, ...(i < agreeing ? {} : { response: SURPRISE }) })),
  ];
  // P(X ≥ 3) = .71, P(X ≥ 4) = .49 and P(X ≥ 6) = .14 for 25 pairs at 1/7 (scipy.stats.binom.sf).
  expect(await verdictOf("repeat_agreement", withAgreeing(3))).toMatchObject({
    value: 0.12,
    threshold: 0.16,
    excluded: true,
  });
  expect((await verdictOf("repeat_agreement", withAgreeing(4))).excluded).toBe(false);
  expect(
    (await verdictOf("repeat_agreement", withAgreeing(5), { ...params, repeatAlpha: 0.2 })).threshold,
  ).toBe(0.24);
});

test("nine in ten careless people are found, few others are excluded", async () => {
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
  const columns = await toColumns(trials);
  const exclusions = applyExclusions(columns, params, "simulated");
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

  const kept = (await keptRows(trials, exclusions.excluded)).columns;
  const shown = (column: typeof kept.participant_id) =>
    [...column.codes].map((code) => column.words.names[code]!);
  expect(shown(kept.participant_id).some((name) => exclusions.excluded.has(name))).toBe(false);
  expect(shown(kept.stimulus_id).some((name) => name.startsWith("catch-"))).toBe(false);
  expect(kept.trial.values).toHaveLength((200 - exclusions.excluded.size) * 85);
});

test("trials without an answer are not kept", async () => {
  const trials = toyTrials(
    { participants: 1, stimuli: 3, repeats: 0, catches: 0, biasSpread: 0, evidenceSpread: 1 },
    random,
  );
  expect((await keptRows([{ ...trials[0]!, response: null }, trials[1]!], new Set())).rows).toBe(1);
});

async function keptRows(trials: Parameters<typeof toGroup>[0], excluded: ReadonlySet<string>) {
  async function* groups() {
    yield toGroup(trials);
  }
  const kept = keptTrials(await toColumns(trials), excluded);
  const { value } = await keepRows(groups(), kept).next();
  return value!;
}
