import {
  chooseCore,
  chooseSides,
  drawCandidates,
  openPlaces,
  orderTargeted,
  orderTrials,
  type PlannedTrial,
} from "@limen/experiment";
import { RandomStream, shuffled } from "@limen/random";
import { z } from "zod";
import type { Study } from "../study/study.ts";

/** What one participant is shown, in order; kept with the session. Swapped: of two faces, the second is on the left. */
export const sessionPlan = z.array(
  z.strictObject({
    /** Null: an open place, which a closed loop fills when the trial comes. */
    id: z.string().nullable(),
    isCatch: z.boolean(),
    isRepeat: z.boolean(),
    isSwapped: z.boolean().default(false),
  }),
);
export type PlannedItem = SessionPlan[number];
export type SessionPlan = z.output<typeof sessionPlan>;

/**
 * Plans a participant's trials: the core, catch trials, and of the other stimuli those that have the fewest answers to come. So
 * every stimulus, or pair of them, gets its answers, also when people leave: what they did not answer is dealt again. In a second
 * round, a person sees what is meant for them, each once, and catch trials.
 *
 * @param expected answers to each item that were given or are still likely to come
 */
export function planSession(study: Study, session: string, expected: (item: string) => number): SessionPlan {
  const { items, catches, digest, settings } = study;
  const stream = RandomStream.fromSeed(digest).split("session").split(session);
  const meant = study.targets?.get(session);
  const trials = meant
    ? orderTargeted(
        meant,
        { catchFaces: catches.length, catchShare: settings.catchShare },
        stream.split("order"),
      )
    : deal(study, stream, expected);
  const sides = settings.task === "comparison" ? chooseSides(trials, stream.split("sides")) : [];
  return trials.map(({ kind, index, isRepeat }, seq) => ({
    id: kind === "open" ? null : (kind === "catch" ? catches : items)[index]!.id,
    isCatch: kind === "catch",
    isRepeat,
    isSwapped: sides[seq] ?? false,
  }));
}

function deal(
  { items, catches, size, digest, settings }: Study,
  stream: RandomStream,
  expected: (item: string) => number,
): PlannedTrial[] {
  const { core, others } = chooseCore(size, items.length, RandomStream.fromSeed(digest));
  // Shuffled first, so that chance decides between equals.
  const neediest = shuffled(stream.split("own"), others)
    .map((index) => ({ index, answers: expected(items[index]!.id) }))
    .sort((a, b) => a.answers - b.answers);
  const open = openPlaces(size, settings.closedLoop);
  const own = neediest.slice(0, size.own - open).map(({ index }) => index);
  return orderTrials({ core, own, open }, size, catches.length, stream.split("order"));
}

/** Places of the items that a session's open places may show, in the order of chance. Like the plan, they never change. */
export function candidatesOf(
  { items, size, digest, loop }: Study,
  session: string,
  plan: SessionPlan,
): number[] {
  if (loop === null) return [];
  const random = RandomStream.fromSeed(digest);
  const { others } = chooseCore(size, items.length, random);
  const dealt = new Set(plan.flatMap(({ id }) => (id === null ? [] : [loop.places.get(id) ?? -1])));
  const open = plan.filter(({ id }) => id === null).length;
  const stream = random.split("session").split(session).split("candidates");
  return drawCandidates(others, dealt, open, loop.params, stream);
}
