import { expect, test } from "vitest";
import type { ShownInfo } from "./api.ts";
import { askServer, Shown } from "./shown.ts";

const face = (picture: string): ShownInfo => ({ picture, right: null, asked: null });

test("what a trial shows is asked once, ahead or when it comes; what is known is not asked", async () => {
  const asked: number[] = [];
  let answer: (shown: ShownInfo) => void = () => {};
  const shown = new Shown(
    [
      { ...face("a"), block: 0 },
      { picture: null, block: 0 },
    ],
    (seq) => {
      asked.push(seq);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  );
  expect(shown.at(0)).toMatchObject(face("a"));
  await shown.ready(0);
  await shown.ready(2);
  const [ahead, then] = [shown.ready(1), shown.ready(1)];
  expect(shown.at(1)).toBeUndefined();
  answer(face("b"));
  await Promise.all([ahead, then]);
  await shown.ready(1);
  expect([shown.at(1), asked]).toEqual([face("b"), [1]]);
});

test("answers that wait are sent before the server is asked; a refusal goes to the page", async () => {
  const done: string[] = [];
  const waiting = [0, 1];
  const outbox = {
    waiting,
    send: async () => {
      done.push(`sent ${waiting.shift()}`);
    },
  };
  const trial = async (seq: number) => {
    done.push(`asked ${seq}`);
    return face("b");
  };
  expect(await askServer({ trial }, outbox, () => {})(2)).toEqual(face("b"));
  expect(done).toEqual(["sent 0", "sent 1", "asked 2"]);
  const refusal = new Promise((resolve) => {
    const refuse = () => Promise.reject(new Error("answers-missing"));
    void askServer({ trial: refuse }, outbox, resolve)(3);
  });
  expect(await refusal).toMatchObject({ message: "answers-missing" });
});
