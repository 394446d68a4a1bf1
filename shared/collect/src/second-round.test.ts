import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { targetsTable, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./database/open-database.ts";
import { gather } from "./export/gather.ts";
import { buildServer } from "./server/build-server.ts";
import { openEarlierRound } from "./study/earlier-round.ts";
import { openStudy } from "./study/open-study.ts";
import { readTargets } from "./study/read-targets.ts";
import type { Study } from "./study/study.ts";
import { ToyParticipant } from "./toy-participant.ts";
import { toyStudy } from "./toy-study.ts";

const PAGE = fileURLToPath(new URL("../../participant-page/src", import.meta.url));

const newPlace = () => join(temporaryDirectory(), "answers.db");

async function serve(study: Study, place: string, after?: string) {
  const database = await openDatabase(place);
  const first = after === undefined ? undefined : await openDatabase(after);
  onTestFinished(async () => {
    await database.close();
    await first?.close();
  });
  const earlier = first === undefined ? null : await openEarlierRound(first, after!);
  const open = await openStudy(study, database, Date.now, earlier);
  const errors: Error[] = [];
  const server = await buildServer(open, {
    adminToken: "the-researchers-token",
    isBehindProxy: false,
    pageSources: PAGE,
    onInternalError: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await server.close();
    expect(errors).toEqual([]);
  });
  const comes = async (name: string) => {
    const person = new ToyParticipant(server);
    await person.send("GET", `/join?PROLIFIC_PID=${name}`);
    return { person, reply: await person.begin() };
  };
  return { open, comes };
}

/** Ada and Ben took part in a first round; stimuli 3 and 5 are meant for Ada, stimulus 5 for somebody else too. */
async function firstRound() {
  const place = newPlace();
  const { open, comes } = await serve(toyStudy(), place);
  const { person } = await comes("ada");
  await person.answerAll();
  await comes("ben");
  const { participants, trials } = await gather(open);
  const ada = trials[0]!.participant_id;
  expect(participants.length).toBeGreaterThan(0);
  return { place, ada };
}

test("who comes again has the name of the first round, and sees what is meant for them, each once; others are sent away", async () => {
  const { place, ada } = await firstRound();
  const study = {
    ...toyStudy(),
    targets: new Map([
      [ada, [3, 5]],
      ["p-0000000000000000", [5]],
    ]),
  };
  const second = newPlace();
  const { open, comes } = await serve(study, second, place);
  const { person, reply } = await comes("ada");
  expect(reply.statusCode).toBe(200);
  await person.answerAll();
  const { trials } = await gather(open);
  expect(new Set(trials.map((trial) => trial.participant_id))).toEqual(new Set([ada]));
  const meant = trials.filter((trial) => trial.catch_class === null).map((trial) => trial.stimulus_id);
  expect(meant.toSorted()).toEqual(["uncertainty-3", "uncertainty-5"]);
  expect(trials.filter((trial) => trial.catch_class !== null)).toHaveLength(1);
  for (const name of ["ben", "stranger"]) {
    const { reply: refused } = await comes(name);
    expect([refused.statusCode, refused.json()]).toEqual([403, { error: "not-invited" }]);
  }
});

test("a database that was not begun as that round's second is refused, and so is one without a study", async () => {
  const { place } = await firstRound();
  const second = newPlace();
  await serve(toyStudy(), second);
  await expect(serve(toyStudy(), second, place)).rejects.toThrow("not begun as a second round of that study");
  await expect(serve(toyStudy(), newPlace(), newPlace())).rejects.toThrow("holds no study");
});

test("targets name stimuli of the study, and nothing else chooses what is shown", async () => {
  const { settings } = toyStudy();
  const path = join(temporaryDirectory(), "targets.parquet");
  const target = (participant_id: string, stimulus_id: string) => ({
    stimulus_id,
    pair: "ada & ben",
    participant_id,
    partner_id: "ben",
    wanted: "anger",
    partner_wanted: "sadness",
    guided: true,
    net: "vgg-s",
    p: Float32Array.of(0.8, 0.1, 0.1),
  });
  const rows = [target("ada", "s-2"), target("ada", "s-1"), target("ben", "s-2"), target("ada", "s-2")];
  await writeTable(path, targetsTable, rows, { metadata: { classes: '["anger","happiness","sadness"]' } });
  expect(await readTargets(path, ["s-1", "s-2"], settings)).toEqual(
    new Map([
      ["ada", [1, 0]],
      ["ben", [1]],
    ]),
  );
  await expect(readTargets(path, ["s-2"], { ...settings, task: "comparison" })).rejects.toThrow(
    /no stimulus "s-1".*chosen or rated, not compared/s,
  );
});
