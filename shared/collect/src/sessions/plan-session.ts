import { chooseCore, orderTrials } from "@limen/experiment";
import { RandomStream, shuffled } from "@limen/random";
import { z } from "zod";
import type { Study } from "../study/study.ts";

/** What one participant is shown, in order; kept with the session. */
export const sessionPlan = z.array(
  z.strictObject({ id: z.string(), isCatch: z.boolean(), isRepeat: z.boolean() }),
);
export type SessionPlan = z.output<typeof sessionPlan>;

/**
 * Plans a participant's trials: the core, catch faces, and of the other stimuli those that have the fewest answers to come. So
 * every stimulus gets its answers, also when people leave: what they did not answer is dealt again.
 *
 * @param expected answers of each stimulus that were given or are still likely to come
 */
export function planSession(
  study: Study,
  session: string,
  expected: (stimulus: string) => number,
): SessionPlan {
  const { stimuli, catchFaces, size, digest } = study;
  const random = RandomStream.fromSeed(digest);
  const { core, others } = chooseCore(size, stimuli.length, random);
  const stream = random.split("session").split(session);
  // Shuffled first, so that chance decides between equals.
  const neediest = shuffled(stream.split("own"), others)
    .map((index) => ({ index, answers: expected(stimuli[index]!.id) }))
    .sort((a, b) => a.answers - b.answers);
  const own = neediest.slice(0, size.own).map(({ index }) => index);
  return orderTrials({ core, own }, size, catchFaces.length, stream.split("order")).map(
    ({ kind, index, isRepeat }) => ({
      id: (kind === "catch" ? catchFaces : stimuli)[index]!.id,
      isCatch: kind === "catch",
      isRepeat,
    }),
  );
}
