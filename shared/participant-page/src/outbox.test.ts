import { expect, test } from "vitest";
import { type AnswerInfo, RefusedError } from "./api.ts";
import { Outbox } from "./outbox.ts";

const answer: AnswerInfo = {
  picture: "",
  response: "anger",
  rtMs: 500,
  confidence: null,
  intensity: null,
  onset: { delayMs: 0, refreshHz: 60, droppedFrames: 0, wasHidden: false },
};

/** A server that keeps what it is sent, and fails as it is told. Outside a browser there is no storage: answers wait in memory. */
async function open(fail: (seq: number) => Error | undefined = () => undefined) {
  const kept: number[] = [];
  const api = {
    answer: async (seq: number) => {
      await Promise.resolve();
      const error = fail(seq);
      if (error) throw error;
      kept.push(seq);
    },
  };
  return { kept, outbox: await Outbox.open(api, "test") };
}

test("answers are sent in order, once, and wait until they are acknowledged", async () => {
  const { kept, outbox } = await open();
  await Promise.all([0, 1, 2].map((seq) => outbox.put(seq, answer)));
  expect(outbox.waiting.length).toBeGreaterThan(0);
  await Promise.all([outbox.send(), outbox.send()]);
  expect(kept).toEqual([0, 1, 2]);
  expect(outbox.waiting).toEqual([]);
});

test("an answer that the server has already, or wants no more, stops nothing", async () => {
  const settled: Record<number, string> = { 0: "answer-differs", 1: "session-complete" };
  const { kept, outbox } = await open((seq) => (settled[seq] ? new RefusedError(settled[seq]) : undefined));
  for (const seq of [0, 1, 2]) await outbox.put(seq, answer);
  await outbox.send();
  expect(kept).toEqual([2]);
});

test("when the session is refused, its answers stay and whoever waits is told", async () => {
  let isRefused = true;
  const { kept, outbox } = await open(() => (isRefused ? new RefusedError("session-unknown") : undefined));
  await outbox.put(0, answer);
  await expect(outbox.send()).rejects.toThrow("session-unknown");
  expect(outbox.waiting).toEqual([0]);
  isRefused = false;
  await outbox.send();
  expect(kept).toEqual([0]);
});
