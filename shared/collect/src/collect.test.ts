import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, temporaryDirectory } from "@limen/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openDatabase } from "./database/open-database.ts";
import { gather } from "./export/gather.ts";
import { buildServer } from "./server/build-server.ts";
import { openStudy } from "./study/open-study.ts";
import { startPostgres } from "./toy-databases.ts";
import { ToyParticipant } from "./toy-participant.ts";
import { toyStudy } from "./toy-study.ts";

const planRow = z.object({ plan: z.string() });
const PAGE = fileURLToPath(new URL("../../participant-page/src", import.meta.url));
const ADMIN = "the-researchers-token";
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

function suite(newPlace: () => string): void {
  /** A server on an empty database, or on that of another. */
  async function serve(change: object = {}, { place = newPlace(), clock = { now: 1e12 } } = {}) {
    const database = await openDatabase(place);
    const study = toyStudy(change);
    const open = await openStudy(study, database, () => clock.now);
    const errors: Error[] = [];
    const server = await buildServer(open, {
      adminToken: ADMIN,
      isBehindProxy: false,
      pageSources: PAGE,
      onInternalError: (error) => errors.push(error),
    });
    const stop = async () => {
      await server.close();
      await database.close();
    };
    onTestFinished(async () => {
      await stop();
      expect(errors).toEqual([]);
    });
    const admin = new ToyParticipant(server);
    admin.token = ADMIN;
    return { server, open, study, place, clock, admin, newParticipant: () => new ToyParticipant(server) };
  }

  test("a participant agrees, answers every trial, is counted and gets a code; the export holds what was answered", async () => {
    const { open, newParticipant, study } = await serve();
    const person = newParticipant();
    expect((await person.begin()).statusCode).toBe(200);
    const { trials, withdrawalCode } = person.session;
    expect(withdrawalCode).toMatch(/^(\w{4}-){3}\w{4}$/);
    expect(trials.map(({ block }) => block)).toEqual(trials.map((_, i) => (i < trials.length / 2 ? 0 : 1)));
    const image = await person.send("GET", `/api/pictures/${trials[0]!.picture}`);
    expect(image.headers["content-type"]).toBe("image/png");

    const early = await person.send("POST", "/api/complete");
    expect([early.statusCode, early.json()]).toEqual([
      409,
      { error: "answers-missing", missing: trials.map((_, i) => i) },
    ]);
    await person.answerAll();
    const done = (await person.send("POST", "/api/complete")).json<{ code: string }>();
    expect((await person.send("POST", "/api/complete")).json()).toEqual(done);
    expect((await person.answer(0, { response: "sadness" })).json()).toEqual({ error: "answer-differs" });

    const { trials: rows, participants, displays } = await gather(open);
    expect(participants).toHaveLength(1);
    expect(displays).toHaveLength(trials.length);
    expect(rows.map((row) => [row.trial, row.response, row.rt_ms, row.source])).toEqual(
      trials.map((_, i) => [i, "anger", 700 + i, "collected"]),
    );
    const shown = new Map([...study.items, ...study.catches].map((own) => [own.id, own.pictures[0]!.sha256]));
    expect(rows.map((row) => shown.get(row.stimulus_id))).toEqual(trials.map(({ picture }) => picture));
    expect(rows.filter((row) => row.catch_class !== null).map((row) => row.stimulus_id)).toEqual(
      rows.filter((row) => row.stimulus_id.startsWith("catch-")).map((row) => row.stimulus_id),
    );
    expect(rows.filter((row) => row.is_repeat)).toHaveLength(1);
  });

  test("nothing is shown before consent to the present text", async () => {
    const { newParticipant } = await serve({ consent: { version: "2", text: "As approved." } });
    const person = newParticipant();
    const study = (await person.send("GET", "/api/study")).body;
    expect(study).not.toContain("uncertainty-");
    expect((await person.begin({ consent: undefined })).json()).toEqual({ error: "consent-missing" });
    const old = { version: "1", digest: "0".repeat(64), language: "en" };
    expect((await person.begin({ consent: old })).json()).toEqual({ error: "consent-changed" });
    expect((await person.send("GET", "/api/session")).statusCode).toBe(401);
    expect((await person.send("GET", `/api/pictures/${"0".repeat(64)}`)).statusCode).toBe(401);
    expect((await person.begin()).statusCode).toBe(200);
  });

  test("an answer sent twice, late or out of order counts once; another one is refused", async () => {
    const { open, newParticipant } = await serve();
    const person = newParticipant();
    await person.begin();
    const replies = await Promise.all([3, 1, 3, 0, 1, 3].map((seq) => person.answer(seq)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(replies.map(() => 204));
    expect((await person.answer(1, { response: "sadness" })).statusCode).toBe(409);
    expect((await person.send("GET", "/api/session")).json()).toMatchObject({ answered: [0, 1, 3] });
    expect((await gather(open)).trials.map(({ trial, response }) => [trial, response])).toEqual(
      [0, 1, 3].map((seq) => [seq, "anger"]),
    );
  });

  test("an answer after a night's sleep is kept: a page could send it again for ever, and never go on", async () => {
    const { open, newParticipant } = await serve();
    const person = newParticipant();
    await person.begin();
    const night = 10 * 3_600_000;
    const onset = { delayMs: night, refreshHz: 60, droppedFrames: (60 * night) / 1000, wasHidden: true };
    expect((await person.answer(0, { rtMs: night, onset })).statusCode).toBe(204);
    expect((await gather(open)).trials).toMatchObject([{ rt_ms: night }]);
  });

  test("a person has one session: a reload goes on, and the page before it no more", async () => {
    const { server, newParticipant } = await serve();
    const person = newParticipant();
    const join = (at: ToyParticipant) => at.send("GET", "/join?PROLIFIC_PID=abc123");
    const reply = await join(person);
    expect([reply.statusCode, reply.headers.location]).toEqual([303, "/"]);
    expect(JSON.stringify(reply.headers)).not.toContain("abc123");
    await person.begin();
    await person.answer(0);
    const { token: first } = person;

    const elsewhere = new ToyParticipant(server);
    await join(elsewhere);
    expect((await elsewhere.begin({ consent: undefined })).json()).toMatchObject({
      answered: [0],
      trials: person.session.trials,
      withdrawalCode: null,
    });
    person.token = first;
    expect((await person.answer(1)).json()).toEqual({ error: "session-unknown" });
    expect((await elsewhere.answer(1)).statusCode).toBe(204);
    // Two requests at once begin one session.
    const twins = [new ToyParticipant(server), new ToyParticipant(server)];
    for (const twin of twins) await twin.send("GET", "/join?PROLIFIC_PID=twin");
    await Promise.all(twins.map((twin) => twin.begin()));
    expect(twins[0]!.session.trials).toEqual(twins[1]!.session.trials);
  });

  test("what does not fit the trial, the study or the schema is refused and changes nothing", async () => {
    const { open, newParticipant } = await serve();
    const person = newParticipant();
    await person.begin();
    const other = newParticipant();
    await other.begin();
    const bad = [
      { response: "joy" },
      { response: null },
      { rtMs: null },
      { rtMs: -1 },
      { rtMs: "700" },
      { picture: "0".repeat(64) },
      { picture: "../../etc/passwd" },
      { confidence: 0.5 },
      { extra: 1 },
      { response: "'; DROP TABLE answers; --" },
      { response: "<script>alert(1)</script>" },
      { onset: { delayMs: 1 } },
    ];
    for (const change of bad) {
      expect([change, (await person.answer(0, change)).statusCode]).toEqual([change, 400]);
    }
    const polluted = '{"__proto__": {"x": 1}, "response": null}';
    const raw = await person.send("PUT", "/api/answers/0", polluted);
    expect(raw.statusCode).toBeGreaterThanOrEqual(400);
    expect(raw.statusCode).toBeLessThan(500);
    for (const seq of ["99", "-1", "1.5", "0x1", "%00", "1e9999"])
      expect((await person.send("PUT", `/api/answers/${seq}`, {})).statusCode).toBeGreaterThanOrEqual(400);
    expect((await person.answer(0, { response: "a".repeat(70_000) })).statusCode).toBe(413);
    expect((await gather(open)).trials).toEqual([]);
  });

  test("a paused study goes on for those who began; a closed one takes no answer; an old session ends", async () => {
    const { clock, admin, newParticipant } = await serve();
    const person = newParticipant();
    await person.begin();
    await admin.send("PUT", "/api/admin/state", { state: "paused" });
    expect((await person.answer(0)).statusCode).toBe(204);
    expect((await newParticipant().begin()).json()).toEqual({ error: "study-paused" });
    await admin.send("PUT", "/api/admin/state", { state: "closed" });
    expect((await person.answer(1)).json()).toEqual({ error: "study-closed" });
    expect((await person.begin()).json()).toEqual({ error: "study-closed" });
    await admin.send("PUT", "/api/admin/state", { state: "open" });
    clock.now += 25 * 3_600_000;
    expect((await person.begin()).json()).toEqual({ error: "session-too-old" });
  });

  test("who withdraws leaves nothing, at any time; a wrong code does nothing", async () => {
    const { open, newParticipant, admin } = await serve();
    for (const phase of ["begun", "half", "complete"]) {
      const person = newParticipant();
      await person.begin();
      if (phase !== "begun") await person.answer(0);
      if (phase === "complete") {
        await person.answerAll();
        expect((await person.send("POST", "/api/complete")).statusCode).toBe(200);
      }
      const code = person.session.withdrawalCode!;
      expect((await person.send("POST", "/api/withdraw", { code: "0000-0000-0000-0000" })).statusCode).toBe(
        404,
      );
      // As it may be typed: in capitals, without hyphens.
      const typed = code.toUpperCase().replaceAll("-", " ");
      expect((await person.send("POST", "/api/withdraw", { code: typed })).statusCode).toBe(204);
      expect((await person.answer(1)).json()).toEqual({ error: "session-unknown" });
    }
    const { trials, participants } = await gather(open);
    expect([trials, participants]).toEqual([[], []]);
    expect((await admin.send("GET", "/api/admin/summary")).json()).toMatchObject({
      withdrawn: 3,
      people: { begun: 0, complete: 0, answers: 0 },
    });
  });

  test("stimuli beyond the core are shared out evenly, and what leavers did not answer is dealt again", async () => {
    const { open, clock, study, newParticipant } = await serve();
    // Ten stimuli beyond the core, of each participant three: ten participants see each three times.
    // All at once, as when a class begins.
    await Promise.all(Array.from({ length: 10 }, () => newParticipant().begin()));
    const counts = async () => {
      const rows = await open.database.all(planRow, "SELECT plan FROM sessions");
      const shown = rows.flatMap(({ plan }) => JSON.parse(plan) as { id: string; isRepeat: boolean }[]);
      return study.stimuli.map(
        ({ id }) => shown.filter((trial) => trial.id === id && !trial.isRepeat).length,
      );
    };
    const { own } = study.size;
    const dealt = (await counts()).toSorted((a, b) => a - b);
    expect(dealt.slice(-2)).toEqual([10, 10]);
    expect(dealt[9]! - dealt[0]!).toBeLessThanOrEqual(1);
    expect(dealt.slice(0, 10).reduce((a, b) => a + b)).toBe(10 * own);
    // All of them leave without an answer: the next ten are dealt the same again.
    clock.now += 31 * 60_000;
    for (let i = 0; i < 10; i++) await newParticipant().begin();
    const again = (await counts()).toSorted((a, b) => a - b);
    expect(again[9]! - again[0]!).toBeLessThanOrEqual(2);
  });

  test("the researcher's routes want the token; exports name nobody; simulated participants are labelled", async () => {
    const { newParticipant, admin } = await serve();
    const stranger = newParticipant();
    for (const token of ["", "wrong", `${ADMIN}x`]) {
      stranger.token = token;
      expect((await stranger.send("GET", "/api/admin/summary")).statusCode).toBe(401);
      expect((await stranger.send("PUT", "/api/admin/state", { state: "closed" })).statusCode).toBe(401);
    }
    const person = newParticipant();
    await person.send("GET", "/join?participant=Jane%20Doe");
    await person.begin();
    await person.answer(0);
    const robot = newParticipant();
    await robot.begin({ isSimulated: true });
    await robot.answer(0);
    expect((await admin.send("GET", "/api/admin/summary")).json()).toMatchObject({
      state: "open",
      people: { begun: 1, complete: 0, answers: 1 },
      simulated: { begun: 1, complete: 0, answers: 1 },
    });
    const csv = (await admin.send("GET", "/api/admin/export/trials")).body;
    expect(csv.split("\r\n")[0]).toBe(
      "participant_id,trial,block,stimulus_id,response,confidence,intensity,rt_ms,catch_class,is_repeat,selection,source",
    );
    expect(csv).toMatch(/,collected\r\n/);
    expect(csv).toMatch(/,simulated\r\n/);
    expect(csv).not.toMatch(/Jane/);
  });

  test("a study goes on after its server stopped, and only with what it began with", async () => {
    const { place, newParticipant } = await serve();
    const person = newParticipant();
    await person.begin();
    await person.answer(0);
    const later = await serve({}, { place });
    const token = person.token;
    const back = later.newParticipant();
    back.token = token;
    expect((await back.send("GET", "/api/session")).json()).toMatchObject({ answered: [0] });
    await expect(serve({ blocks: 4 }, { place })).rejects.toThrow(/answers to another study/);
  });
}

test("a file that is no database is refused", async () => {
  const folder = temporaryDirectory();
  await expect(openDatabase(folder)).rejects.toThrow(/cannot be opened as a database/);
  await expect(openDatabase(`postgres://nobody@127.0.0.1:${await freePort()}/none`)).rejects.toThrow(
    /PostgreSQL does not answer/,
  );
  expect(existsSync(join(folder, "answers.db"))).toBe(false);
});
