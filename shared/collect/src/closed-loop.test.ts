import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClosedLoop } from "@limen/experiment";
import { groupPredictionsTable, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./database/open-database.ts";
import { gather } from "./export/gather.ts";
import { Progress } from "./export/progress.ts";
import { buildServer } from "./server/build-server.ts";
import { candidatesOf } from "./sessions/plan-session.ts";
import { readPlan } from "./sessions/plans.ts";
import { openStudy } from "./study/open-study.ts";
import { readStudy } from "./study/read-study.ts";
import { studySettings } from "./study/settings.ts";
import { startPostgres } from "./toy-databases.ts";
import { ToyParticipant } from "./toy-participant.ts";
import { writeStudyFiles } from "./toy-served-study.ts";
import { toyStudy } from "./toy-study.ts";

const PAGE = fileURLToPath(new URL("../../participant-page/src", import.meta.url));
const LOOP = { closedLoop: { randomShare: 0.25 }, trialsPerParticipant: 20, coreStimuli: 2, catchShare: 0.1 };
const STIMULI = 40;
const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DATABASES: Record<string, (() => string) | undefined> = {
  libsql: () => join(temporaryDirectory(), "answers.db"),
  postgres: postgres && (() => postgres.newDatabase()),
};

for (const [name, place] of Object.entries(DATABASES)) {
  // Where PostgreSQL is not installed its tests are listed as skipped.
  describe.skipIf(place === undefined)(name, () => suite(place!));
}

async function serve(place: string) {
  const open = await openStudy(toyStudy(LOOP, STIMULI), await openDatabase(place));
  const errors: Error[] = [];
  const server = await buildServer(open, {
    adminToken: "token",
    isBehindProxy: false,
    pageSources: PAGE,
    onInternalError: (error) => errors.push(error),
  });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await server.close();
    await open.database.close();
    expect(errors).toEqual([]);
  };
  onTestFinished(stop);
  return { open, server, stop };
}

function suite(newPlace: () => string): void {
  test("open places are chosen one by one, once, and nothing twice; the export says which were chosen", async () => {
    const { open, server } = await serve(newPlace());
    const person = new ToyParticipant(server);
    await person.begin();
    const { trials, candidates } = person.session;
    const places = trials.flatMap(({ picture }, seq) => (picture === null ? [seq] : []));
    const { own } = open.study.size;
    expect(places).toHaveLength(own - Math.round(own / 4));
    expect(new Set(candidates).size).toBe(candidates.length);
    for (const sha256 of candidates)
      expect((await person.send("GET", `/api/pictures/${sha256}`)).statusCode).toBe(200);

    const late = places.at(-1)!;
    const early = await person.look(late);
    expect([early.statusCode, early.json()]).toMatchObject([409, { error: "answers-missing" }]);
    expect((await person.answer(late)).json()).toEqual({ error: "trial-open" });
    expect((await person.look(99)).statusCode).toBe(404);

    const shown: string[] = [];
    for (const [seq, { picture }] of trials.entries()) {
      if (picture === null) {
        // Retries, and two at once.
        const replies = await Promise.all([person.look(seq), person.look(seq), person.look(seq)]);
        const [first] = new Set(replies.map((reply) => reply.body));
        expect(new Set(replies.map((reply) => reply.body)).size).toBe(1);
        shown.push((JSON.parse(first!) as { picture: string }).picture);
      }
      expect((await person.answer(seq)).statusCode).toBe(204);
      expect((await person.answer(seq)).statusCode).toBe(204);
    }
    expect((await person.send("POST", "/api/complete")).statusCode).toBe(200);
    expect(new Set(shown).size).toBe(places.length);
    for (const picture of shown) expect(candidates).toContain(picture);
    const dealt = trials.flatMap(({ picture }) => picture ?? []);
    expect(dealt.filter((picture) => shown.includes(picture))).toEqual([]);

    const { trials: rows } = await gather(open);
    expect(rows.flatMap(({ trial, selection }) => (selection === "chosen" ? [trial] : []))).toEqual(places);
    expect(new Set(rows.map(({ selection }) => selection))).toEqual(new Set(["chosen", "random"]));
    // Stimuli are counted by their answers of chance: those chosen are no sample of people.
    const { answersPerStimulus } = await new Progress(open).summary();
    const counted = answersPerStimulus.histogram.reduce(
      (sum, stimuli, answers) => sum + stimuli * answers,
      0,
    );
    expect(counted).toBe(
      rows.filter((row) => row.selection === "random" && !row.catch_class && !row.is_repeat).length,
    );
    expect(rows.filter(({ is_repeat }) => is_repeat).every(({ selection }) => selection === "random")).toBe(
      true,
    );
  });

  test("a server that is started anew chooses what the stored answers say, as one that never stopped would", async () => {
    const place = newPlace();
    let { open, server, stop } = await serve(place);
    const person = new ToyParticipant(server);
    await person.begin();
    const { trials } = person.session;
    const { study } = open;
    const responses = trials.map((_, seq) => (seq % 5 === 4 ? null : study.classes[(seq * 2) % 3]!));
    const restarts = trials
      .flatMap(({ picture }, seq) => (picture === null && seq > 3 ? [seq] : []))
      .slice(0, 2);
    for (const [seq, { picture }] of trials.entries()) {
      if (restarts.includes(seq)) {
        // Once it was told before the server stopped, once it was not.
        const told = seq === restarts[0] ? (await person.look(seq)).body : undefined;
        await stop();
        ({ open, server, stop } = await serve(place));
        person.moveTo(server);
        const now = (await person.look(seq)).body;
        if (told !== undefined) expect(now).toBe(told);
        const session = (await person.send("GET", "/api/session")).json<ToyParticipant["session"]>();
        expect(session.trials[seq]).toMatchObject(JSON.parse(now) as object);
      } else if (picture === null) await person.look(seq);
      const response = responses[seq]!;
      const rtMs = response === null ? null : 500;
      expect((await person.answer(seq, { response, rtMs })).statusCode).toBe(204);
    }
    const { trials: rows } = await gather(open);
    const plan = (await readPlan(open.database, rows[0]!.participant_id))!;
    const { groupLogP, places } = study.loop!;
    const loop = new ClosedLoop(groupLogP, candidatesOf(study, rows[0]!.participant_id, plan));
    const placeOf = (seq: number) => places.get(rows[seq]!.stimulus_id) ?? null;
    const taken = new Set<number>();
    for (const [seq, { id }] of plan.entries()) {
      const before = seq === 0 ? null : placeOf(seq - 1);
      if (id === null) {
        const chosen = loop.choose(before, taken);
        expect([seq, placeOf(seq)]).toEqual([seq, chosen]);
        taken.add(chosen);
      }
      // A choice knows the answers up to the last but one.
      if (seq > 0) {
        const answer = rows[seq - 1]!.response;
        loop.take(before, answer === null ? null : study.classes.indexOf(answer));
      }
    }
    expect(taken.size).toBeGreaterThan(5);
  });

  test("who withdraws takes what was chosen along", async () => {
    const { open, server } = await serve(newPlace());
    const person = new ToyParticipant(server);
    await person.begin();
    await person.answerAll();
    const { withdrawalCode } = person.session;
    expect((await person.send("POST", "/api/withdraw", { code: withdrawalCode })).statusCode).toBe(204);
    expect(await gather(open)).toMatchObject({ trials: [], participants: [] });
    expect(await open.database.run("DELETE FROM choices")).toBe(0);
  });
}

/** Reads the study with these predictions. */
async function readWith(predictions: string | undefined, change: object = {}) {
  const files = await writeStudyFiles(temporaryDirectory());
  const settings = studySettings.parse({
    closedLoop: {},
    trialsPerParticipant: 12,
    coreStimuli: 3,
    ...change,
  });
  return readStudy(
    { stimuli: files.stimuli, faces: files.faces, ...(predictions ? { predictions } : {}) },
    settings,
  );
}

function csv(text: string): string {
  const file = join(temporaryDirectory(), "predictions.csv");
  writeFileSync(file, text);
  return file;
}

const NAMES = Array.from({ length: 9 }, (_, i) => `stimulus-${i}`);
const HEADER = "stimulus_id,anger,happiness,sadness";

test("predictions as a table of any order, or as finetune-classifiers writes them; a study is another with others", async () => {
  const rows = NAMES.map((name, i) => `${name},${0.1 + i / 20},${0.4 - i / 40},${0.5 - i / 40}`);
  const wide = await readWith(csv([HEADER, ...rows.toReversed()].join("\n")));
  expect(wide.loop!.groupLogP.map((logP) => Math.exp(logP[0]!))).toEqual(
    NAMES.map((_, i) => expect.closeTo(0.1 + i / 20)),
  );
  const file = join(temporaryDirectory(), "predictions.parquet");
  const said = NAMES.flatMap((stimulus_id) =>
    ["base", "group"].map((model) => ({
      net: "vgg-s",
      model,
      stimulus_id,
      fold: "train",
      p: Float32Array.from(model === "group" ? [0.5, 0.25, 0.25] : [1, 0, 0]),
    })),
  );
  const metadata = { classes: JSON.stringify(["anger", "happiness", "sadness"]) };
  await writeTable(file, groupPredictionsTable, said, { metadata });
  const ours = await readWith(file);
  expect([...ours.loop!.groupLogP[3]!]).toEqual([0.5, 0.25, 0.25].map(Math.log));
  expect(ours.digest).not.toBe(wide.digest);
  await expect(readWith(file, { closedLoop: { net: "other" } })).rejects.toThrow(
    /no predictions of other group\n[\s\S]*there are: vgg-s base, vgg-s group/,
  );
});

test("a closed loop without predictions, or with such as lack a class or a stimulus, is refused with the place", async () => {
  await expect(readWith(undefined)).rejects.toThrow(
    /closedLoop: a closed loop chooses by what a group model says/,
  );
  await expect(readWith("elsewhere.csv")).rejects.toThrow(
    /elsewhere.csv: the file of predictions does not exist/,
  );
  await expect(readWith(csv("stimulus_id,anger,happiness\nstimulus-0,1,0"))).rejects.toThrow(
    /predictions.csv: the predictions lack the columns sadness/,
  );
  const most = NAMES.slice(2).map((name) => `${name},.2,.3,.5`);
  const broken = csv([HEADER, ...most, "stimulus-2,.2,.3,.5", "stimulus-1,20,30,50"].join("\n"));
  await expect(readWith(broken)).rejects.toThrow(
    /1 stimuli have no prediction: stimulus-0[\s\S]*several predictions: stimulus-2[\s\S]*no probabilities[^\n]*: stimulus-1/,
  );
  const issuesOf = (change: object) =>
    studySettings.safeParse(change).error?.issues.map(({ path }) => path.join("."));
  expect(issuesOf({ closedLoop: { randomShare: 1.5 } })).toEqual(["closedLoop.randomShare"]);
  expect(issuesOf({ closedLoop: { candidates: 0, share: 1 } })).toEqual([
    "closedLoop.candidates",
    "closedLoop",
  ]);
  for (const task of ["comparison", "rating"])
    expect(issuesOf({ task, closedLoop: {} })).toEqual(["closedLoop"]);
});
