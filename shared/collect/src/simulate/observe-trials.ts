import { UserError } from "@limen/errors";
import {
  compareFaces,
  type Observer,
  rateFaces,
  roundedTime,
  startAnswering,
  type World,
} from "@limen/experiment";
import type { TaskParams } from "@limen/experiment/params";
import type { RandomStream } from "@limen/random";
import type { Decision, ShownTrial } from "./take-part.ts";

export interface SeenPicture {
  /** z(x), as observers see it. */
  readonly scores: Float64Array;
  /** PNG bytes. */
  readonly image: Uint8Array;
}

/** One simulated participant, and what it can see. */
export interface Mind {
  readonly observer: Observer;
  /** Every picture that the study may show, by its SHA-256. */
  readonly pictures: ReadonlyMap<string, SeenPicture>;
  readonly world: World;
  readonly classes: readonly string[];
  /** What the study asks. */
  readonly task: Pick<TaskParams, "task" | "ratingScale" | "confidence" | "intensity">;
  readonly random: RandomStream;
}

/**
 * The answers of a participant to the trials of a session, in order. They depend on the participant's stream and the trials only, so
 * whoever goes on with a session answers as they would have.
 */
export function observeTrials(mind: Mind, trials: readonly ShownTrial[]): Decision[] {
  switch (mind.task.task) {
    case "choice":
      return trials.map(startChoosing(mind));
    case "comparison":
      return compare(mind, trials);
    case "rating":
      return rate(mind, trials);
  }
}

/**
 * The same where a closed loop chooses later trials by earlier answers: what gives the answer to a trial when it comes.
 * What was shown before (null: not yet known) is gone through first.
 */
export function observeAsTheyCome(
  mind: Mind,
  trials: readonly (ShownTrial | null)[],
): (trial: ShownTrial, seq: number) => Decision {
  if (trials.every((trial) => trial !== null)) {
    const decisions = observeTrials(mind, trials);
    return (_, seq) => decisions[seq]!;
  }
  const answer = startChoosing(mind);
  let next = 0;
  return (trial, seq) => {
    for (; next < seq; next++) answer(trials[next]!, next);
    next++;
    return answer(trial, seq);
  };
}

function startChoosing(mind: Mind): (trial: ShownTrial, seq: number) => Decision {
  const { observer, world, classes, task, random } = mind;
  const answer = startAnswering(observer, world, random.split("trials"), task);
  return ({ picture }, seq) => {
    const { response, rtMs, ...more } = answer(pictureOf(mind, picture).scores, seq);
    return {
      ...more,
      response: response === null ? null : classes[response]!,
      rtMs: roundedTime(rtMs),
    };
  };
}

function compare(mind: Mind, trials: readonly ShownTrial[]): Decision[] {
  const { observer, world, classes, task, random } = mind;
  const pairs = trials.map(({ picture, right, asked }) => {
    if (right === null || asked === null) throw new Error("the server shows one face where two are compared");
    return {
      left: pictureOf(mind, picture).scores,
      right: pictureOf(mind, right).scores,
      asked: classes.indexOf(asked),
    };
  });
  const answers = compareFaces(observer, pairs, world, random.split("trials"), task);
  return answers.map((answer) => ({ ...answer, rtMs: roundedTime(answer.rtMs) }));
}

function rate(mind: Mind, trials: readonly ShownTrial[]): Decision[] {
  const { observer, world, task, random } = mind;
  const scores = trials.map(({ picture }) => pictureOf(mind, picture).scores);
  return rateFaces(observer, scores, task.ratingScale, random.split("trials")).map(({ ratings, rtMs }) =>
    // Observers know no deadline where they rate; the page does, where one is set.
    rtMs > world.deadlineMs
      ? { ratings: null, rtMs: null }
      : { ratings: Array.from(ratings), rtMs: roundedTime(rtMs) },
  );
}

/** After which trial a participant leaves who leaves midway; those who stay: none. */
export function leavingAt(
  { random }: Pick<Mind, "random">,
  share: number,
  trials: number,
): number | undefined {
  const stream = random.split("leave");
  return stream.uniform() < share ? stream.integer(trials) : undefined;
}

/** Throws a UserError for a picture that the tables do not have. */
export function pictureOf({ pictures }: Pick<Mind, "pictures">, picture: string): SeenPicture {
  const seen = pictures.get(picture);
  if (seen) return seen;
  throw new UserError({
    message: `the server shows a picture that is neither a stimulus nor a face for catch trials (SHA-256 ${picture})`,
    place: { field: "--faces" },
    hint: "give the faces table that limen collect was started with",
  });
}
