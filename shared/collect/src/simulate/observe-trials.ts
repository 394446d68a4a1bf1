import { UserError } from "@limen/errors";
import { answerTrials, type Observer, relativeEntropy, softmax, type World } from "@limen/experiment";
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
  readonly isAskedHowSure: boolean;
  readonly random: RandomStream;
}

/** Steps in which the page asks how sure somebody is. */
const STEPS_OF_SURENESS = 4;

/**
 * The answers of a participant to the trials of a session, in order. They depend on the participant's stream and the trials only, so
 * whoever goes on with a session answers as they would have.
 */
export function observeTrials(mind: Mind, trials: readonly ShownTrial[]): Decision[] {
  const { observer, world, classes, isAskedHowSure, random } = mind;
  const scores = trials.map(({ picture }) => pictureOf(mind, picture).scores);
  return answerTrials(observer, scores, world, random.split("trials")).map(({ response, rtMs }, index) => ({
    response: response === null ? null : classes[response]!,
    // A tenth of a millisecond is far finer than any keyboard.
    rtMs: rtMs === null ? null : Math.round(rtMs * 10) / 10,
    ...(isAskedHowSure ? { confidence: surenessOf(scores[index]!) } : {}),
  }));
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

/** As sure as the picture leaves an observer without bias, in the page's steps. */
function surenessOf(scores: Float64Array): number {
  return Math.round((1 - relativeEntropy(softmax(scores))) * STEPS_OF_SURENESS) / STEPS_OF_SURENESS;
}
