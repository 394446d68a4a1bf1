import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { temporaryDirectory } from "@limen/testing";
import { extract } from "tar-stream";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../database/open-database.ts";
import { AnswerQueue } from "../sessions/answer-queue.ts";
import { beginSession } from "../sessions/begin-session.ts";
import { Choices } from "../sessions/choices.ts";
import { completeSession } from "../sessions/complete-session.ts";
import { ExpectedAnswers } from "../sessions/expected-answers.ts";
import { giveAnswer } from "../sessions/give-answer.ts";
import { shownItem } from "../sessions/shown-item.ts";
import { withdraw } from "../sessions/withdraw.ts";
import { consentOf } from "../study/consent.ts";
import { openStudy } from "../study/open-study.ts";
import { toyStudy } from "../toy-study.ts";
import { gather } from "./gather.ts";
import { packCollected } from "./pack-collected.ts";
import { previewExclusions } from "./preview-exclusions.ts";
import { Progress } from "./progress.ts";
import { writeCollected } from "./write-collected.ts";

async function setUp(change: object = {}) {
  const clock = { now: 1e12 };
  const study = toyStudy(change);
  const database = await openDatabase(join(temporaryDirectory(), "answers.db"));
  onTestFinished(() => database.close());
  const open = await openStudy(study, database, () => clock.now);
  const expected = new ExpectedAnswers();
  const queue = new AnswerQueue(database, open.now);
  const context = { queue, choices: new Choices(open, queue) };
  const { version, digest } = consentOf(study.settings);
  let people = 0;
  /** Begins a session and answers those of its trials. */
  const takePart = async (
    seqs: (trials: number) => readonly number[],
    {
      isSimulated = false,
      rtMs = 700,
      response = (seq: number) => study.classes[seq % 3]!,
      side = (seq: number): "left" | "right" => (seq % 2 ? "left" : "right"),
      ratings = (seq: number): number[] => study.classes.map((_, c) => (c === seq % 3 ? 0.75 : 0.25)),
    } = {},
  ) => {
    const person = `person ${people++}`;
    const consent = { version, digest, language: "en" };
    const { session, withdrawalCode } = await beginSession(open, expected, { person, consent, isSimulated });
    for (const seq of seqs(session.plan.length)) {
      const { left, right } = shownItem(open.items.get(session.plan[seq]!.id!)!, session.plan[seq]!);
      const common = { picture: left.sha256, rtMs, onset: null };
      const more = { confidence: null, intensity: null };
      const answers = {
        choice: () => ({ ...common, ...more, response: response(seq) }),
        comparison: () => ({ ...common, ...more, right: right!.sha256, response: side(seq) }),
        rating: () => ({ ...common, ratings: ratings(seq) }),
      };
      await giveAnswer(open, context, session, seq, answers[study.settings.task]());
    }
    return { session, code: withdrawalCode! };
  };
  return { open, study, clock, takePart };
}

const all = (trials: number) => Array.from({ length: trials }, (_, seq) => seq);

test("progress: sessions by what became of them, people and simulated apart; who withdrew is counted and nothing else of them", async () => {
  const { open, clock, takePart } = await setUp();
  const progress = new Progress(open);
  const empty = { begun: 0, goingOn: 0, complete: 0, answers: 0, medianProgress: null };
  expect(await progress.summary()).toMatchObject({
    state: "open",
    people: empty,
    simulated: empty,
    withdrawn: 0,
  });
  await takePart(() => [0, 1]);
  clock.now += 31 * 60_000;
  const { session } = await takePart(all);
  await completeSession(open, session);
  await takePart(() => [0, 1, 2, 3]);
  const { code } = await takePart(all, { isSimulated: true });
  const before = await progress.summary();
  const trials = session.plan.length;
  expect(before.people).toEqual({
    begun: 3,
    goingOn: 1,
    complete: 1,
    answers: 2 + trials + 4,
    medianProgress: 4 / trials,
  });
  expect(before.simulated).toMatchObject({ begun: 1, goingOn: 1, answers: trials, medianProgress: 1 });
  await withdraw(open, code);
  expect(await progress.summary()).toMatchObject({ withdrawn: 1, simulated: empty, people: before.people });
});

test("answers a stimulus: gaps, catch trials, repeats and simulated participants do not count, whoever asks how often", async () => {
  const { open, study, takePart } = await setUp();
  const progress = new Progress(open);
  const taken = [await takePart((trials) => [trials - 1, 2]), await takePart(all), await takePart(() => [0])];
  await takePart(all, { isSimulated: true });
  const given = [new Set([taken[0]!.session.plan.length - 1, 2]), undefined, new Set([0])];
  const counts = new Map(study.stimuli.map(({ id }) => [id, 0]));
  for (const [person, { session }] of taken.entries()) {
    for (const [seq, { id, isCatch, isRepeat }] of session.plan.entries()) {
      if (isCatch || isRepeat || given[person]?.has(seq) === false) continue;
      counts.set(id!, counts.get(id!)! + 1);
    }
  }
  const values = [...counts.values()];
  const wanted = study.settings.answersPerStimulus;
  for (let asked = 0; asked < 2; asked++) {
    const { answersPerStimulus: found } = await progress.summary();
    expect(found).toMatchObject({ wanted, least: Math.min(...values), most: Math.max(...values) });
    expect(found.histogram).toEqual(
      Array.from({ length: found.most + 1 }, (_, n) => values.filter((value) => value === n).length),
    );
    expect(found.done).toBeCloseTo(
      values.reduce((sum, value) => sum + Math.min(value, wanted), 0) / (wanted * values.length),
    );
    expect(found.behind.map(({ stimulus, answers }) => [counts.get(stimulus), answers])).toEqual(
      values
        .toSorted((a, b) => a - b)
        .filter((value) => value < wanted)
        .slice(0, 10)
        .map((value) => [value, value]),
    );
  }
});

test("the preview of exclusions is what the rules say of the trials so far, each labelled by source and state", async () => {
  const { open, takePart } = await setUp({ trialsPerParticipant: 60, coreStimuli: 2, repeats: 1, blocks: 2 });
  const fast = await takePart(all, { rtMs: 200 });
  await completeSession(open, fast.session);
  const same = await takePart(all, { response: () => "anger", isSimulated: true });
  await takePart(() => []);
  const judged = await previewExclusions(open);
  const struckOf = (participant: string) =>
    judged
      .find((one) => one.participant === participant)!
      .verdicts.filter(({ excluded }) => excluded)
      .map(({ rule }) => rule);
  expect(judged.map(({ participant }) => participant).toSorted()).toEqual(
    [fast.session.id, same.session.id].toSorted(),
  );
  expect(struckOf(fast.session.id)).toContain("median_rt");
  expect(struckOf(same.session.id)).toContain("one_key");
  expect(judged.find(({ participant }) => participant === fast.session.id)).toMatchObject({
    source: "collected",
    isComplete: true,
    trials: fast.session.plan.length,
  });
  expect(judged.find(({ participant }) => participant === same.session.id)).toMatchObject({
    source: "simulated",
    isComplete: false,
  });
});

test("of comparisons: answers are counted by pair, and the rules look at the side and at the face", async () => {
  const change = { task: "comparison", trialsPerParticipant: 60, coreStimuli: 20, repeats: 1, blocks: 2 };
  const { open, study, takePart } = await setUp(change);
  const one = await takePart(all);
  const same = await takePart(all, { side: () => "left" });
  const { answersPerStimulus } = await new Progress(open).summary();
  const counted = [one, same].flatMap(({ session }) =>
    session.plan.filter(({ isCatch, isRepeat }) => !isCatch && !isRepeat),
  );
  expect(answersPerStimulus.stimuli).toBe(study.items.length);
  expect(answersPerStimulus.histogram.reduce((sum, count, answers) => sum + count * answers, 0)).toBe(
    counted.length,
  );
  const judged = await previewExclusions(open);
  const rulesOf = ({ session }: typeof one) =>
    judged.find(({ participant }) => participant === session.id)!.verdicts;
  const value = (taken: typeof one, rule: string) => rulesOf(taken).find((own) => own.rule === rule)!;
  expect(value(same, "one_key")).toMatchObject({ value: 1, threshold: 0.75, excluded: true });
  expect(value(one, "one_key").excluded).toBe(false);
  const { comparisons } = await gather(open);
  for (const taken of [one, same]) {
    const own = comparisons.filter(({ participant_id }) => participant_id === taken.session.id);
    const catches = own.filter(({ catch_side }) => catch_side !== null);
    const right = catches.filter(({ catch_side, response }) => catch_side === response);
    expect(catches.length).toBeGreaterThan(2);
    expect(value(taken, "catch_accuracy").value).toBeCloseTo(right.length / catches.length);
  }
});

test("of ratings: all classes alike, time and again, are one key", async () => {
  const { open, takePart } = await setUp({ task: "rating", trialsPerParticipant: 60, blocks: 2 });
  const one = await takePart(all);
  const flat = await takePart(all, { ratings: () => [0.5, 0.5, 0.5] });
  const judged = await previewExclusions(open);
  const isStruck = ({ session }: typeof one) =>
    judged
      .find(({ participant }) => participant === session.id)!
      .verdicts.find(({ rule }) => rule === "one_key")!.excluded;
  expect([isStruck(one), isStruck(flat)]).toEqual([false, true]);
});

test("the packed folder holds the bytes of --export, and is the same whenever it is made", async () => {
  const { open, study, takePart } = await setUp();
  await takePart(all);
  const packed = await packCollected(open);
  expect(await packCollected(open)).toEqual(packed);
  const folder = join(temporaryDirectory(), "export");
  mkdirSync(folder);
  await writeCollected(folder, await gather(open), study.classes);
  const names: string[] = [];
  const tar = extract();
  Readable.from([packed]).pipe(tar);
  for await (const entry of tar) {
    names.push(entry.header.name);
    const name = entry.header.name.replace(/^collected\//, "");
    expect((await buffer(entry)).equals(readFileSync(join(folder, name)))).toBe(true);
  }
  expect(names).toEqual(
    ["comparisons", "displays", "participants", "screens", "trials"].map(
      (name) => `collected/${name}.parquet`,
    ),
  );
});
