import { categorical, type RandomStream, shuffled } from "@limen/random";
import { chooseNext, startLoop, updateLoop } from "./choose-next.ts";
import { type AnsweredTrial, fitPerson } from "./fit-person.ts";
import { type Person, personProbabilities } from "./person.ts";

export interface LoopWorld {
  /** (nats) what the group model says of each stimulus that can be shown */
  readonly shown: readonly ArrayLike<number>[];
  /** (nats) of stimuli that are never shown: the person is predicted on them. */
  readonly heldOut: readonly ArrayLike<number>[];
  readonly person: Person;
}

export interface LoopPoint {
  readonly trials: number;
  /** (nats a trial) Kullback–Leibler divergence of the fitted person from the true one, mean over held-out stimuli. */
  readonly divergence: number;
}

/**
 * A simulated person answers up to `most` trials, the next stimulus chosen by expected information or at random; how
 * far the fitted person is from the true one after each of `at` trials. Both orders answer a stimulus alike: the answer
 * is drawn from the stimulus's own stream.
 */
export function simulateLoop(
  { shown, heldOut, person }: LoopWorld,
  order: "information" | "random",
  at: readonly number[],
  random: RandomStream,
): LoopPoint[] {
  const classes = person.bias.length;
  const unseen = shuffled(
    random.split("order"),
    shown.map((_, s) => s),
  );
  const points: LoopPoint[] = [];
  let loop = startLoop(classes);
  const answered: AnsweredTrial[] = [];
  const most = Math.min(Math.max(0, ...at), shown.length);
  for (let trial = 0; ; trial++) {
    if (at.includes(trial))
      points.push({ trials: trial, divergence: divergenceOf(fitPerson(answered, classes), heldOut, person) });
    if (trial >= most) return points;
    const place =
      order === "random"
        ? 0
        : chooseNext(
            loop,
            unseen.map((s) => shown[s]!),
          )!;
    const stimulus = unseen.splice(place, 1)[0]!;
    const groupLogP = shown[stimulus]!;
    const answer = categorical(
      random.split("answer").split(stimulus),
      personProbabilities(groupLogP, person),
    );
    answered.push({ groupLogP, answer });
    loop = updateLoop(loop, { groupLogP, answer });
  }
}

function divergenceOf(fitted: Person, heldOut: LoopWorld["heldOut"], person: Person): number {
  let sum = 0;
  for (const groupLogP of heldOut) {
    const [p, q] = [personProbabilities(groupLogP, person), personProbabilities(groupLogP, fitted)];
    p.forEach((share, c) => {
      if (share > 0) sum += share * Math.log(share / Math.max(q[c]!, 1e-300));
    });
  }
  return heldOut.length === 0 ? 0 : sum / heldOut.length;
}
