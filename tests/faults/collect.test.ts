import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Decision, type Robot, takePart } from "@limen/collect";
import { serveFiles, serveStudy, writeStudyFiles } from "@limen/collect/testing";
import { RandomStream } from "@limen/random";
import { freePort, temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test } from "vitest";

const SERVER = fileURLToPath(new URL("serve.ts", import.meta.url));
const isFull = Boolean(process.env.LIMEN_TEST_FULL);
/** (participants, kills) for `npm run test:full`, and a sample for `npm test`. */
const KILLS = isFull ? { participants: 50, kills: 100 } : { participants: 8, kills: 3 };
const CHAOS = isFull ? { participants: 500 } : { participants: 30 };
const CLASSES = ["anger", "happiness", "sadness"];

/** Answers that can be told apart, slowly enough that a kill finds some under way. */
function decider(random: RandomStream, pause: number): Robot["decide"] {
  return async (_picture, seq) => {
    await new Promise((resolve) => setTimeout(resolve, pause * random.uniform()));
    return { response: CLASSES[random.integer(CLASSES.length)]!, rtMs: 200 + seq + random.uniform() };
  };
}

test.each([
  ["by chance", {}],
  ["in a closed loop", { closedLoop: { randomShare: 0 } }],
])(
  `the server killed ${KILLS.kills} times under ${KILLS.participants} participants, faces %s: no acknowledged answer is lost, none is doubled`,
  async (_order, change) => {
    const folder = temporaryDirectory();
    const files = await writeStudyFiles(folder);
    const place = join(folder, "answers.db");
    const port = await freePort();
    const random = RandomStream.fromSeed("kills");
    const args = [JSON.stringify(files), JSON.stringify(change), place, String(port)];
    let server = await startServer(args);
    onTestFinished(() => void server.kill("SIGKILL"));

    const acknowledged: Decision[] = [];
    let kills = 0;
    let participants = 0;
    // Participants come as long as there is killing, so that every kill finds work.
    const people = Array.from({ length: KILLS.participants }, async (_, place) => {
      const own = random.split("person").split(place);
      while (kills < KILLS.kills || participants < KILLS.participants) {
        const number = participants++;
        await takePart({
          address: `http://localhost:${port}`,
          name: `robot-${number}`,
          decide: decider(own, 100),
          // The server is down four fifths of the time.
          patience: 1000,
          onAcknowledged: (_seq, decision) => acknowledged.push(decision),
        });
      }
    });
    const killer = (async () => {
      for (; kills < KILLS.kills; kills++) {
        await new Promise((resolve) => setTimeout(resolve, 200 + 800 * random.uniform()));
        await kill(server);
        server = await startServer(args);
      }
    })();
    await Promise.all([...people, killer]);
    await kill(server);

    const { gathered, database, study, stop } = await serveFiles(files, place, { change });
    onTestFinished(stop);
    expect(await database.check()).toEqual([]);
    const { trials } = await gathered();
    // Every answer has a response time of its own.
    const kept = new Map(trials.map(({ rt_ms, response }) => [rt_ms, response]));
    expect(kept.size).toBe(trials.length);
    const lost = acknowledged.filter((own) => !("response" in own) || kept.get(own.rtMs) !== own.response);
    expect(lost).toEqual([]);
    expect(trials.length).toBe(12 * participants);
    expect(new Set(trials.map(({ participant_id, trial }) => `${participant_id} ${trial}`)).size).toBe(
      trials.length,
    );
    // In a closed loop nobody saw a face twice but for repeats, and every open place shows what was chosen for it.
    const firsts = trials.filter(({ is_repeat, catch_class }) => !is_repeat && catch_class === null);
    expect(new Set(firsts.map((row) => `${row.participant_id} ${row.stimulus_id}`)).size).toBe(firsts.length);
    const chosen = trials.filter(({ selection }) => selection === "chosen").length;
    expect(chosen).toBe("closedLoop" in change ? study.size.own * participants : 0);
    process.stdout.write(
      `${kills} kills: ${acknowledged.length} answers acknowledged, ${trials.length} kept\n`,
    );
  },
  isFull ? 1_800_000 : 120_000,
);

test(
  `${CHAOS.participants} participants on a network that loses, doubles and reorders: all complete, each answer once`,
  async () => {
    const { address, gathered } = await serveStudy();
    const random = RandomStream.fromSeed("chaos");
    const codes = await Promise.all(
      Array.from({ length: CHAOS.participants }, async (_, index) => {
        const own = random.split(index);
        const { code } = await takePart({
          address,
          name: `robot-${index}`,
          decide: decider(own, 5),
          send: badNetwork(own.split("network")),
        });
        return code;
      }),
    );
    expect(new Set(codes).size).toBe(CHAOS.participants);
    const { trials, participants } = await gathered();
    expect(participants.map(({ source }) => source)).toEqual(codes.map(() => "simulated"));
    expect(trials).toHaveLength(12 * CHAOS.participants);
    for (let i = 0; i < trials.length; i++) expect(trials[i]!.trial).toBe(i % 12);
  },
  isFull ? 600_000 : 60_000,
);

/** Three of ten requests are lost, half of them after they arrived; three of ten come twice, one of them late. */
function badNetwork(random: RandomStream): NonNullable<Robot["send"]> {
  return async (url, request) => {
    const fate = random.uniform();
    if (fate < 0.15) throw new Error("lost on the way");
    if (fate < 0.3) {
      await fetch(url, request);
      throw new Error("the answer was lost");
    }
    // A session has one token at a time, so that doubling its beginning would be another page that takes over.
    if (fate < 0.6 && !url.endsWith("/api/session")) {
      const late = random.uniform() * 50;
      setTimeout(() => void fetch(url, request).catch(() => {}), late);
    }
    return fetch(url, request);
  };
}

async function startServer(args: readonly string[]): Promise<ChildProcess> {
  const server = fork(SERVER, args, {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await new Promise<void>((resolve, reject) => {
    server.once("message", () => resolve());
    server.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
  return server;
}

async function kill(server: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await gone;
}
