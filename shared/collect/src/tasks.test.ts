import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RandomStream } from "@limen/random";
import { comparisonsTable, readMetadata, readTable, trialsTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./database/open-database.ts";
import { gather } from "./export/gather.ts";
import { writeCollected } from "./export/write-collected.ts";
import { buildServer } from "./server/build-server.ts";
import { planSession } from "./sessions/plan-session.ts";
import { openStudy } from "./study/open-study.ts";
import { deadlineOf, studySettings } from "./study/settings.ts";
import { startPostgres } from "./toy-databases.ts";
import { ToyParticipant } from "./toy-participant.ts";
import { toyStudy } from "./toy-study.ts";

const PAGE = fileURLToPath(new URL("../../participant-page/src", import.meta.url));
const ADMIN = "the-researchers-token";
const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DATABASES: Record<string, (() => string) | undefined> = {
  libsql: () => join(temporaryDirectory(), "answers.db"),
  postgres: postgres && (() => postgres.newDatabase()),
};

for (const [name, place] of Object.entries(DATABASES)) {
  describe.skipIf(place === undefined)(name, () => suite(place!));
}

function suite(newPlace: () => string): void {
  async function serve(change: object) {
    const database = await openDatabase(newPlace());
    const study = toyStudy(change);
    const open = await openStudy(study, database);
    const server = await buildServer(open, {
      adminToken: ADMIN,
      isBehindProxy: false,
      pageSources: PAGE,
      onInternalError: (error) => {
        throw error;
      },
    });
    onTestFinished(async () => {
      await server.close();
      await database.close();
    });
    const person = new ToyParticipant(server);
    await person.begin();
    const admin = new ToyParticipant(server);
    admin.token = ADMIN;
    return { open, study, person, admin };
  }

  test("comparisons: both pictures must be those shown, the answer a side; the export knows who was on which side", async () => {
    const { open, study, person, admin } = await serve({ task: "comparison", confidence: true });
    const { trials } = person.session;
    const { picture, right, asked } = trials[0]!;
    expect(study.classes).toContain(asked);
    const good = { picture, right, response: "left", rtMs: 900, confidence: 0.75 };
    const send = (seq: number, body: object) => person.send("PUT", `/api/answers/${seq}`, body);
    const bad = [
      { ...good, response: "anger" },
      { ...good, response: 0 },
      { ...good, response: null },
      { ...good, right: picture, picture: right },
      { ...good, right: undefined },
      { ...good, right: null },
      { ...good, confidence: 2 },
      { ...good, response: null, rtMs: null },
      { ...good, intensity: 0.5 },
      { ...good, ratings: [1, 0, 0] },
    ];
    for (const body of bad) expect([body, (await send(0, body)).statusCode]).toEqual([body, 400]);
    expect((await send(0, good)).statusCode).toBe(204);
    expect((await send(0, good)).statusCode).toBe(204);
    expect((await send(0, { ...good, response: "right" })).statusCode).toBe(409);
    for (const [seq, own] of trials.entries()) {
      if (seq === 0) continue;
      const body = {
        picture: own.picture,
        right: own.right,
        response: seq % 2 ? "right" : "left",
        rtMs: 800,
      };
      expect((await send(seq, body)).statusCode).toBe(204);
    }
    expect((await person.send("POST", "/api/complete")).statusCode).toBe(200);

    const collected = await gather(open);
    expect(collected).toMatchObject({ task: "comparison", trials: [] });
    const { comparisons } = collected;
    expect(comparisons[0]).toMatchObject({ asked, response: "left", confidence: 0.75, source: "collected" });
    const faces = [...study.items, ...study.catches].flatMap(({ pictures }) => pictures);
    const digests = new Map(faces.map(({ id, sha256 }) => [id, sha256]));
    expect(comparisons.map(({ left_id, right_id }) => [digests.get(left_id), digests.get(right_id)])).toEqual(
      trials.map((own) => [own.picture, own.right]),
    );
    const catches = comparisons.filter(({ catch_side }) => catch_side !== null);
    expect(catches.length).toBe(study.size.catches);
    for (const { catch_side, left_id, right_id, asked: sure } of catches)
      expect(catch_side === "left" ? left_id : right_id).toBe(`catch-${sure}`);
    const [repeat] = comparisons.filter(({ is_repeat, catch_side }) => is_repeat && catch_side === null);
    expect(comparisons).toContainEqual(
      expect.objectContaining({ left_id: repeat!.right_id, right_id: repeat!.left_id, is_repeat: false }),
    );
    const csv = (await admin.send("GET", "/api/admin/export/comparisons")).body;
    expect(csv.split("\r\n")).toHaveLength(trials.length + 2);

    const folder = temporaryDirectory();
    await writeCollected(folder, collected, study.classes);
    expect((await readMetadata(join(folder, "trials.parquet"))).task).toBe("comparison");
    const written = await readTable(join(folder, "comparisons.parquet"), comparisonsTable);
    expect(written.rows).toEqual(comparisons);
  });

  test("ratings: one a class, on the scale; the export has a column of each, and names the highest", async () => {
    const { open, study, person, admin } = await serve({ task: "rating" });
    const { picture } = person.session.trials[0]!;
    const good = { picture, ratings: [0.75, 0, 0.25], rtMs: 4000 };
    const send = (seq: number, body: object) => person.send("PUT", `/api/answers/${seq}`, body);
    const bad = [
      { ...good, ratings: [0.75, 0] },
      { ...good, ratings: [0.75, 0, 0.25, 0] },
      { ...good, ratings: [0.75, 0, 1.5] },
      { ...good, ratings: [0.75, 0, 0.3] },
      { ...good, ratings: [0.75, 0, "0.25"] },
      { ...good, ratings: [0.75, 0, null] },
      { ...good, ratings: { anger: 1 } },
      { ...good, ratings: null },
      { ...good, rtMs: null },
      { ...good, response: "anger" },
      { ...good, confidence: 0.5 },
      { ...good, picture: "0".repeat(64) },
    ];
    for (const body of bad) expect([body, (await send(0, body)).statusCode]).toEqual([body, 400]);
    expect((await send(0, good)).statusCode).toBe(204);
    expect(
      (await send(1, { ...good, picture: person.session.trials[1]!.picture, ratings: [1, 1, 0] })).statusCode,
    ).toBe(204);
    const late = { picture: person.session.trials[2]!.picture, ratings: null, rtMs: null };
    expect((await send(2, late)).statusCode).toBe(204);
    expect((await send(2, late)).statusCode).toBe(204);

    const collected = await gather(open);
    expect(collected.comparisons).toEqual([]);
    expect(collected.trials.map(({ ratings, response }) => [ratings && [...ratings], response])).toEqual([
      [[0.75, 0, 0.25], "anger"],
      [[1, 1, 0], null],
      [null, null],
    ]);
    const csv = (await admin.send("GET", "/api/admin/export/trials")).body.split("\r\n");
    expect(csv[0]).toContain("rating_anger,rating_happiness,rating_sadness");
    expect(csv[1]).toMatch(/,anger,0\.75,0,0\.25,,,/);
    // Nothing stands between the face and what an attentive person would choose.
    expect(csv[3]).toMatch(/^([^,]+,){4},{7}[^,]*,(true|false),random,collected$/);
    const folder = temporaryDirectory();
    await writeCollected(folder, collected, study.classes);
    expect((await readTable(join(folder, "trials.parquet"), trialsTable)).rows).toEqual(collected.trials);
  });

  test("sliders may be anywhere; choices may say how sure and how strong, where it was asked and something was chosen", async () => {
    const sliders = (await serve({ task: "rating", ratingScale: "sliders" })).person;
    const { picture } = sliders.session.trials[0]!;
    const body = { picture, ratings: [0.33, 0.01, 1], rtMs: 1 };
    expect((await sliders.send("PUT", "/api/answers/0", body)).statusCode).toBe(204);

    const { person, open } = await serve({ confidence: true, intensity: true });
    expect((await person.answer(0, { confidence: 1, intensity: 0.5 })).statusCode).toBe(204);
    const nothing = { response: null, rtMs: null };
    expect((await person.answer(1, { ...nothing, intensity: 0.5 })).json()).toMatchObject({
      field: "intensity",
    });
    expect((await person.answer(1, nothing)).statusCode).toBe(204);
    expect((await gather(open)).trials).toMatchObject([
      { response: "anger", confidence: 1, intensity: 0.5, ratings: null },
      { response: null, confidence: null, intensity: null },
    ]);
  });
}

test("what a task does not have is refused in the settings; a rating has no deadline unless one is given", () => {
  const problems = (settings: object) =>
    studySettings.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join()}: ${message}`);
  expect(problems({ task: "rating", confidence: true, intensity: true })).toEqual([
    expect.stringMatching(/^confidence: a rating says/),
    expect.stringMatching(/^intensity: a rating says/),
  ]);
  expect(problems({ task: "comparison", intensity: true })).toHaveLength(1);
  expect(problems({ task: "ranking" })).toHaveLength(1);
  const deadline = (settings: object) => deadlineOf(studySettings.parse(settings));
  expect([
    deadline({}),
    deadline({ task: "rating" }),
    deadline({ task: "rating", deadlineMs: 9000 }),
  ]).toEqual([5000, null, 9000]);
  expect(deadline({ deadlineMs: null })).toBeNull();
});

test("pairs are dealt by need, sides balanced for each participant, and by the participant alone", () => {
  const study = toyStudy({ task: "comparison", trialsPerParticipant: 12, coreStimuli: 2 });
  const counts = new Map(study.items.map(({ id }) => [id, 0]));
  const random = RandomStream.fromSeed("people");
  const plans = Array.from({ length: 30 }, (_, i) => {
    const name = `p-${i}-${random.split(i).integer(1000)}`;
    const plan = planSession(study, name, (item) => counts.get(item)!);
    for (const { id, isCatch, isRepeat } of plan)
      if (!isCatch && !isRepeat) counts.set(id!, counts.get(id!)! + 1);
    expect(planSession(study, name, () => 0)).toHaveLength(plan.length);
    return plan;
  });
  for (const plan of plans) {
    const firsts = plan.filter(({ isRepeat, isCatch }) => !isRepeat && !isCatch);
    const swapped = firsts.filter(({ isSwapped }) => isSwapped).length;
    expect(Math.abs(firsts.length - 2 * swapped)).toBeLessThanOrEqual(1);
  }
  const dealt = [...counts.values()].sort((a, b) => a - b).slice(0, -2);
  expect(dealt.at(-1)! - dealt[0]!).toBeLessThanOrEqual(1);
  expect(new Set(study.items.map(({ asked }) => asked))).toEqual(new Set(["anger", "sadness"]));
});
