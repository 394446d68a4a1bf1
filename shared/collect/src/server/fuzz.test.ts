import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RandomStream } from "@limen/random";
import { temporaryDirectory } from "@limen/testing";
import type { InjectOptions } from "fastify";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { openDatabase } from "../database/open-database.ts";
import { openStudy } from "../study/open-study.ts";
import { ToyParticipant } from "../toy-participant.ts";
import { toyStudy } from "../toy-study.ts";
import { buildServer } from "./build-server.ts";
import { type Described, type Known, makeRequest } from "./toy-requests.ts";

const PAGE = fileURLToPath(new URL("../../../participant-page/src", import.meta.url));
const ADMIN = "the-researchers-token";
/** Requests in all; each database sees so many of them, so that it stays small. */
const REQUESTS = process.env.LIMEN_TEST_FULL ? 20_000 : 900;
const ROUND = 300;
/** What the study asks, round by round. */
const TASKS = [{ confidence: true }, { task: "comparison", confidence: true }, { task: "rating" }];
/** Comes in every round, so that it is not left to chance. */
const TOO_LARGE: InjectOptions = {
  method: "POST",
  url: "/api/admin/login",
  headers: { "content-type": "application/json" },
  payload: `{"token":"${"a".repeat(70_000)}"}`,
};
const TABLES = ["study", "sessions", "answers", "withdrawals"];

test(`${REQUESTS} requests made of the OpenAPI description, many of them spoilt: no 5xx, and what is refused changes nothing`, async () => {
  const seen = new Map<string, number>();
  for (let round = 0; round * ROUND < REQUESTS; round++) {
    for (const [key, count] of await fuzz(
      RandomStream.fromSeed("fuzz").split(round),
      TASKS[round % TASKS.length]!,
    ))
      seen.set(key, (seen.get(key) ?? 0) + count);
  }
  const table = [...seen].sort().map(([key, count]) => `${key}: ${count}`);
  if (process.env.LIMEN_TEST_FULL) process.stdout.write(`${table.join("\n")}\n`);
  const counted = [...seen].reduce((sum, [, count]) => sum + count, 0);
  expect(counted).toBe(Math.ceil(REQUESTS / ROUND) * ROUND);
  const statuses = [...new Set([...seen.keys()].map((key) => Number(key.split(" ")[0])))];
  // Requests came through as well as were refused: else little was tried.
  expect(statuses).toEqual(expect.arrayContaining([200, 204, 303, 400, 401, 404, 409, 413, 415]));
  const changed = [...seen.keys()].filter((key) => key.endsWith("changed")).map((key) => key.split(" ")[1]);
  expect(changed).toEqual(expect.arrayContaining(["PUT", "POST"]));
}, 1_200_000);

/** How often each status came, by method, and whether the database changed. */
async function fuzz(random: RandomStream, task: object): Promise<Map<string, number>> {
  const database = await openDatabase(join(temporaryDirectory(), "answers.db"));
  const errors: Error[] = [];
  const open = await openStudy(toyStudy(task), database, () => 1e12);
  const server = await buildServer(open, {
    adminToken: ADMIN,
    isBehindProxy: false,
    pageSources: PAGE,
    onInternalError: (error) => errors.push(error),
  });
  try {
    await server.ready();
    const people = [new ToyParticipant(server), new ToyParticipant(server)];
    for (const person of people) await person.begin();
    const known = whatFits(people);
    const described = server.swagger() as unknown as Described;
    const seen = new Map<string, number>();
    let before = await digestOf(database);
    for (let i = 0; i < ROUND; i++) {
      const request = i === 0 ? TOO_LARGE : makeRequest(random, described, known);
      const { statusCode, body } = await server.inject(request);
      const after = await digestOf(database);
      const told = () => `${statusCode} ${JSON.stringify(request).slice(0, 600)}`;
      if (statusCode >= 500) expect.fail(`${told()} ${errors.at(-1)?.stack}`);
      if (statusCode >= 400 && after !== before) expect.fail(`refused, but changed the database: ${told()}`);
      if (body.includes("root:x:") || body.includes("SQLITE")) expect.fail(`tells too much: ${told()}`);
      const key = `${statusCode} ${request.method} ${after === before ? "same" : "changed"}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      before = after;
    }
    expect(errors).toEqual([]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(await database.check()).toEqual([]);
    return seen;
  } finally {
    await server.close();
    await database.close();
  }
}

function whatFits(people: readonly ToyParticipant[]): Known {
  const sessions = people.map(({ session }) => session);
  return {
    tokens: [...people.map(({ token }) => token), ADMIN],
    cookies: [
      "limen_person=a.b",
      "limen_researcher=1.x",
      "__proto__=x",
      ...people.map((person) => person.cookie),
    ],
    fields: {
      seq: sessions[0]!.trials.map((_, seq) => String(seq)),
      sha256: sessions.flatMap(({ trials }) => trials.map(({ picture }) => picture)),
      picture: sessions[0]!.trials.map(({ picture }) => picture),
      right: sessions[0]!.trials.map(({ right }) => right),
      response:
        sessions[0]!.trials[0]!.right === null ? ["anger", "happiness", "sadness", null] : ["left", null],
      ratings: [[1, 0, 0.5], null],
      consent: [people[0]!.consent],
      token: [ADMIN, "wrong"],
      code: [sessions[1]!.withdrawalCode, "0000-0000-0000-0000"],
      state: ["open", "paused"],
    },
  };
}

/** Of everything that is kept. */
async function digestOf(database: Database): Promise<string> {
  const hash = createHash("sha256");
  for (const table of TABLES) {
    const rows = await database.all(z.record(z.string(), z.unknown()), `SELECT * FROM ${table} ORDER BY 1`);
    hash.update(JSON.stringify(rows));
  }
  return hash.digest("hex");
}

test("a request that the generator makes twice from one seed is the same", () => {
  const known: Known = { tokens: ["t"], cookies: ["c"], fields: {} };
  const described: Described = { paths: { "/a/{seq}": { put: {} } } };
  const once = (): InjectOptions[] => {
    const random = RandomStream.fromSeed("same");
    return Array.from({ length: 20 }, () => makeRequest(random, described, known));
  };
  expect(once()).toEqual(once());
});
