import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { observerFields } from "@limen/experiment/params";
import { RandomStream } from "@limen/random";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { CLASSES, serveStudy, writeStudyFiles } from "../toy-served-study.ts";
import { findChromium, throughBrowser } from "./browser/index.ts";
import { addressOf, greetStudy } from "./greet-study.ts";
import { observeTrials } from "./observe-trials.ts";
import { type ObserverFiles, openObservers } from "./open-observers.ts";
import { type Crowd, simulateParticipants, throughApi } from "./simulate-participants.ts";

// A busy machine takes seconds for each of the servers.
vi.setConfig({ testTimeout: 120_000 });

const PARAMS = z.object(observerFields);

type Served = Awaited<ReturnType<typeof serveStudy>>;

/** A crowd on the served study. */
async function crowdOn(
  { address, files }: { readonly address: string; readonly files: ObserverFiles },
  change: Partial<Crowd> & { readonly params?: object } = {},
): Promise<Crowd> {
  const { params = { world: "W1", carelessShare: 0 }, ...rest } = change;
  const { seed = "1" } = rest;
  const study = await greetStudy(address);
  const random = RandomStream.fromSeed(seed);
  return {
    address,
    observers: await openObservers(files, study, PARAMS.parse(params), random),
    seed,
    first: 1,
    participants: 6,
    concurrency: 3,
    pace: 0,
    leave: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...rest,
  };
}

async function simulate(served: Parameters<typeof crowdOn>[0], change: Parameters<typeof crowdOn>[1] = {}) {
  const crowd = await crowdOn(served, change);
  return simulateParticipants(crowd, throughApi(crowd));
}

/** Share of answers that are the true class of what was shown. */
async function shareRight({ gathered }: Served): Promise<number> {
  const { trials } = await gathered();
  const right = trials.filter(({ stimulus_id, catch_class, response }) => {
    const number = Number(stimulus_id.replace(/\D/g, ""));
    return response === (catch_class ?? CLASSES[number % CLASSES.length]);
  });
  return right.length / trials.length;
}

test("a crowd sees what is shown, is labelled in every row, and a second time goes on with those who left", async () => {
  const served = await serveStudy();
  const first = await simulate(served, { leave: 0.5, participants: 12 });
  expect(first.left).toBeGreaterThan(0);
  expect(first.complete + first.left).toBe(12);
  const second = await simulate(served, { participants: 12 });
  expect(second).toEqual({ complete: 12, before: first.complete, left: 0, answers: 12 * 12 - first.answers });
  expect(await simulate(served, { participants: 12 })).toMatchObject({ before: 12, answers: 0 });
  const { trials, participants } = await served.gathered();
  expect(trials).toHaveLength(12 * 12);
  expect(new Set([...trials, ...participants].map(({ source }) => source))).toEqual(new Set(["simulated"]));
  expect(await shareRight(served)).toBeGreaterThan(0.85);
  await simulate(served, { first: 13, participants: 2 });
  await simulate(served, { seed: "another", participants: 2 });
  expect((await served.gathered()).participants).toHaveLength(16);
});

test("careless people answer by chance or by one key; sureness is given where it is asked; late answers are none", async () => {
  const careless = await serveStudy({ confidence: true });
  await simulate(careless, { params: { world: "W1", carelessShare: 1 }, participants: 12 });
  expect(await shareRight(careless)).toBeLessThan(0.6);
  const { trials: sure } = await careless.gathered();
  expect(new Set(sure.map(({ confidence }) => confidence))).toEqual(new Set([0, 0.25, 0.5, 0.75, 1]));
  const hurried = await serveStudy({ deadlineMs: 500 });
  await simulate(hurried);
  const { trials } = await hurried.gathered();
  const none = trials.filter(({ response, rt_ms }) => response === null && rt_ms === null);
  expect(none.length).toBeGreaterThan(trials.length / 4);
  expect(none.length).toBeLessThan(trials.length);
});

test("in a closed loop, a crowd answers what is chosen, and who comes back answers as they would have", async () => {
  const loop = { closedLoop: { randomShare: 0 } };
  const served = await serveStudy(loop);
  const first = await simulate(served, { leave: 0.7, participants: 8 });
  expect(first.left).toBeGreaterThan(0);
  expect(await simulate(served, { participants: 8 })).toMatchObject({ complete: 8, left: 0 });
  const { trials } = await served.gathered();
  expect(trials).toHaveLength(8 * 12);
  expect(trials.filter(({ selection }) => selection === "chosen")).toHaveLength(8 * served.study.size.own);
  expect(await shareRight(served)).toBeGreaterThan(0.85);
  const names = new Set(trials.map(({ participant_id }) => participant_id));
  for (const name of names) {
    const own = trials.filter((row) => row.participant_id === name && !row.is_repeat);
    expect(new Set(own.map(({ stimulus_id }) => stimulus_id)).size).toBe(own.length);
  }
  // What they say is what each of them would say to these faces, one after the other.
  const digests = new Map(
    [...served.study.items, ...served.study.catches].map(({ id, pictures }) => [id, pictures[0]!.sha256]),
  );
  const { observers } = await crowdOn(served);
  const said = [...names].map((name) => {
    const own = trials.filter((row) => row.participant_id === name);
    const shown = own.map((row) => ({ picture: digests.get(row.stimulus_id)!, right: null, asked: null }));
    const given = own.map(({ response }) => response).join();
    return Array.from({ length: 8 }, (_, i) => i + 1).filter(
      (number) =>
        observeTrials(observers.mind(number), shown)
          .map((one) => "response" in one && one.response)
          .join() === given,
    );
  });
  expect(new Set(said.flat())).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  expect(said.every((numbers) => numbers.length > 0)).toBe(true);
});

/** Which face of a comparison truly shows what is asked; undefined where both do, or neither. */
function trueSide({ asked, left_id, right_id }: { asked: string; left_id: string; right_id: string }) {
  const [left, right] = [left_id, right_id].map(
    (id) => CLASSES[Number(id.replace(/\D/g, "")) % CLASSES.length] === asked,
  );
  return left === right ? undefined : left ? "left" : "right";
}

test("where faces are compared, a crowd chooses the face that shows what is asked, and says how sure it is", async () => {
  const served = await serveStudy({ task: "comparison", confidence: true });
  expect(await simulate(served)).toMatchObject({ complete: 6, answers: 6 * 12 });
  const { comparisons, trials } = await served.gathered();
  expect(trials).toEqual([]);
  expect(new Set(comparisons.map(({ source }) => source))).toEqual(new Set(["simulated"]));
  const clear = comparisons.filter((row) => trueSide(row) !== undefined);
  const right = clear.filter((row) => row.response === trueSide(row));
  expect(clear.length).toBeGreaterThan(20);
  expect(right.length / clear.length).toBeGreaterThan(0.85);
  expect(new Set(comparisons.map(({ response }) => response))).toEqual(new Set(["left", "right"]));
  for (const { confidence } of comparisons) expect(confidence).not.toBeNull();
  const hurried = await serveStudy({ task: "comparison", confidence: true, deadlineMs: 500 });
  await simulate(hurried);
  const none = (await hurried.gathered()).comparisons.filter(({ response }) => response === null);
  expect(none.length).toBeGreaterThan(0);
  for (const row of none) expect(row).toMatchObject({ rt_ms: null, confidence: null });
});

test.each(["steps", "sliders"])(
  "where every class is rated by %s, a crowd rates what is there highest",
  async (ratingScale) => {
    const served = await serveStudy({ task: "rating", ratingScale });
    expect(await simulate(served)).toMatchObject({ complete: 6, answers: 6 * 12 });
    expect(await shareRight(served)).toBeGreaterThan(0.85);
    const { trials } = await served.gathered();
    for (const { ratings } of trials) expect(ratings).toHaveLength(CLASSES.length);
    const hurried = await serveStudy({ task: "rating", ratingScale, deadlineMs: 1500 });
    await simulate(hurried);
    const late = (await hurried.gathered()).trials.filter(({ ratings }) => ratings === null);
    expect(late.length).toBeGreaterThan(0);
    for (const { rt_ms, response } of late) expect([rt_ms, response]).toEqual([null, null]);
  },
);

test("people of every seed live in one world: what is ambiguous in W2 is the same to all, and not what it is elsewhere", async () => {
  const served = await serveStudy();
  const scoresIn = async (world: string, seed: string) => {
    const { observers } = await crowdOn(served, { params: { world }, seed });
    return [...observers.mind(1).pictures.values()].map(({ scores }) => [...scores]);
  };
  const unrelated = await scoresIn("W2", "1");
  expect(await scoresIn("W2", "another")).toEqual(unrelated);
  expect(await scoresIn("W1", "1")).not.toEqual(unrelated);
});

test("at a person's pace, response times are waited for", async () => {
  const served = await serveStudy();
  const began = performance.now();
  await simulate(served, { participants: 2, concurrency: 2, pace: 0.1 });
  const waited = performance.now() - began;
  const { trials } = await served.gathered();
  const longest = Math.max(
    ...[...new Set(trials.map(({ participant_id }) => participant_id))].map((person) =>
      trials
        .filter((trial) => trial.participant_id === person)
        .reduce((sum, { rt_ms }) => sum + (rt_ms ?? 0), 0),
    ),
  );
  expect(waited).toBeGreaterThan(0.1 * longest);
});

test("no program answers in a person's session", async () => {
  const served = await serveStudy();
  const { address } = served;
  const joined = await fetch(`${address}/join?participant=simulated%201%201`, { redirect: "manual" });
  const cookie = joined.headers.getSetCookie()[0]!.split(";")[0]!;
  const { consent } = (await (await fetch(`${address}/api/study`)).json()) as {
    consent: { version: string; digest: string };
  };
  const { version, digest } = consent;
  const begun = await fetch(`${address}/api/session`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ consent: { version, digest, language: "en" } }),
  });
  expect(await begun.json()).toMatchObject({ isSimulated: false });
  await expect(simulate(served, { participants: 1 })).rejects.toThrow(
    "a person has answered under one of these names",
  );
  expect((await served.gathered()).trials).toEqual([]);
});

test("no address, nobody there, no study, other stimuli or faces, paused or closed, gone: each is said", async () => {
  expect(() => addressOf("localhost:8080")).toThrow('--against: "localhost:8080" is no address of a study');
  expect(addressOf("http://study.example/faces/")).toBe("http://study.example/faces");
  await expect(greetStudy("http://localhost:1")).rejects.toThrow("nobody answers at http://localhost:1");
  const other = createServer((_request, response) => response.end("<h1>hello</h1>")).listen(0, "localhost");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  await expect(greetStudy(`http://localhost:${(other.address() as AddressInfo).port}`)).rejects.toThrow(
    "is no study of this version of Limen",
  );
  const served = await serveStudy();
  const strangers = await writeStudyFiles(temporaryDirectory(), "others");
  await expect(simulate({ ...served, files: strangers })).rejects.toThrow(
    "the server shows other stimuli than these",
  );
  const mixed = { stimuli: served.files.stimuli, faces: strangers.faces };
  await expect(simulate({ ...served, files: mixed })).rejects.toThrow(
    "neither a stimulus nor a face for catch trials",
  );
  await expect(simulate({ ...served, files: { stimuli: served.files.stimuli } })).rejects.toThrow(
    "simulated observers need a net",
  );
  await served.setState("paused");
  await expect(simulate(served)).rejects.toThrow("the study is paused");
  await served.setState("closed");
  await expect(simulate(served)).rejects.toThrow("the study is closed");
  await served.setState("open");
  const crowd = await crowdOn(served, { pace: 0.01 });
  const through = throughApi(crowd);
  await served.setState("closed");
  await expect(simulateParticipants(crowd, through)).rejects.toThrow(
    /the study is closed, after \d participants and \d+ answers/,
  );
});

test("stopped midway, it ends at once, and the same command goes on", async () => {
  const served = await serveStudy();
  const stop = new AbortController();
  const crowd = await crowdOn(served, {
    pace: 0.05,
    signal: stop.signal,
    onProgress: ({ answers }) => answers === 10 && stop.abort(),
  });
  const { complete, answers } = await simulateParticipants(crowd, throughApi(crowd));
  expect(complete).toBe(0);
  expect(answers).toBeLessThan(15);
  expect((await simulate(served)).complete).toBe(6);
});

const browser = await findChromium();
await browser?.close();

// Where there is no Chromium, they are listed as skipped.
test
  .skipIf(browser === undefined)
  .each([
    { task: "choice", confidence: true, intensity: true },
    { task: "choice", closedLoop: { randomShare: 0.5 } },
    { task: "comparison", confidence: true },
    { task: "rating" },
    { task: "rating", ratingScale: "sliders" },
  ])(
  "in browsers, by keys and by buttons, %j: the page shows each picture, and observers press what they decide",
  async (asked) => {
    const served = await serveStudy(asked);
    const crowd = await crowdOn(served, { participants: 2, concurrency: 2, pace: 0.02 });
    const { take, close } = await throughBrowser(crowd);
    onTestFinished(close);
    expect(await simulateParticipants(crowd, take)).toEqual({ complete: 2, before: 0, left: 0, answers: 24 });
    const { trials, comparisons, participants } = await served.gathered();
    expect(participants.map(({ source }) => source)).toEqual(["simulated", "simulated"]);
    const { study } = served;
    const faces = [...study.items, ...study.catches].flatMap(({ pictures }) => pictures);
    const digests = new Map(faces.map(({ id, sha256 }) => [id, sha256]));
    const shownOf = (row: (typeof trials)[number] | (typeof comparisons)[number]) =>
      "asked" in row
        ? { picture: digests.get(row.left_id)!, right: digests.get(row.right_id)!, asked: row.asked }
        : { picture: digests.get(row.stimulus_id)!, right: null, asked: null };
    const saidIn = (row: object) => {
      const { response, ratings, confidence, intensity } = row as Record<string, unknown>;
      if (ratings) return [...Float32Array.from(ratings as number[])];
      return [response, confidence ?? null, intensity ?? null];
    };
    const answered = participants.map(({ participant_id }) =>
      [...trials, ...comparisons].filter((trial) => trial.participant_id === participant_id),
    );
    const decided = [1, 2].map((number) =>
      answered.map((own) => observeTrials(crowd.observers.mind(number), own.map(shownOf)).map(saidIn)),
    );
    const given = answered.map((own) => own.map(saidIn));
    // Which of the two began first is chance.
    const orders = [
      [decided[0]![0], decided[1]![1]],
      [decided[1]![0], decided[0]![1]],
    ];
    expect(orders).toContainEqual(given);
  },
  120_000,
);
