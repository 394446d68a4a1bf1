import {
  choiceProbabilities,
  closedLoopFor,
  drawObserver,
  openPlaces,
  planTrials,
  resolveWorld,
  Steering,
  startAnswering,
} from "@limen/experiment";
import { chooseNext, fitPerson, personProbabilities, startLoop, updateLoop } from "@limen/person-model";
import { RandomStream } from "@limen/random";
import { mean, standardError } from "@limen/stats";
import { makeFaces, type ToyFace } from "./closed-loop/faces.ts";
import { printTable } from "./print-table.ts";
import { roundsOf } from "./rounds-of.ts";

/**
 * What a closed loop gains on random order: simulated people of world W1, who are not quite as the loop's model takes them (confusions,
 * lapses, serial dependence), in the experiment's own design. `npm run bench -- closed-loop [people]`.
 */
const CLASSES = 7;
const PEOPLE = roundsOf(process.argv[2], 60);
const SHOWN = 500;
const HELD_OUT = 200;
const TRIALS = 200;
const AT = [10, 20, 30, 60, 100, 200];
const LOOP = { randomShare: 0.25, candidates: 500, model: "group" };
/** Shares of the faces that lie between classes; the others are beyond doubt for most people. */
const TORN = { "all between classes": 1, "half of them": 0.5, "a quarter of them": 0.25 };

const random = RandomStream.fromSeed("closed loop");
const world = resolveWorld(
  {
    world: "W1",
    biasSpread: 0.8,
    sensitivitySpread: 0.25,
    mixingSpread: 0.15,
    serialDependence: 0.1,
    carelessShare: 0,
    deadlineMs: 60_000,
  },
  CLASSES,
  random,
);

for (const [mix, torn] of Object.entries(TORN)) {
  const stream = random.split(mix);
  const shown = makeFaces(SHOWN, CLASSES, torn, stream.split("shown"));
  // A person is predicted where people can differ: on faces between classes that nobody was shown.
  const heldOut = makeFaces(HELD_OUT, CLASSES, 1, stream.split("held out"));
  const gains = Array.from({ length: PEOPLE }, (_, i) => ({
    chosen: gainsOf(shown, heldOut, true, stream.split(i)),
    random: gainsOf(shown, heldOut, false, stream.split(i)),
  }));
  console.log(
    `\n500 faces, ${mix}; ${PEOPLE} simulated people; gain of a person's model on the group's (nats a trial)`,
  );
  printTable([
    ["trials", "closed loop", "random order", "difference ± standard error"],
    ...AT.map((trials, place) => {
      const differences = gains.map((one) => one.chosen[place]! - one.random[place]!);
      return [
        String(trials),
        mean(gains.map((one) => one.chosen[place]!))!.toFixed(3),
        mean(gains.map((one) => one.random[place]!))!.toFixed(3),
        `${mean(differences)!.toFixed(3)} ± ${standardError(differences)!.toFixed(3)}`,
      ];
    }),
  ]);
}
printCosts();

/** After so many trials of a session: how much better than the group's the fitted model tells the person's answers to faces not shown. */
function gainsOf(
  shown: readonly ToyFace[],
  heldOut: readonly ToyFace[],
  isClosed: boolean,
  stream: RandomStream,
): number[] {
  const observer = drawObserver(stream.split("person"), world, CLASSES);
  const size = { core: 0, repeats: 0, own: TRIALS, catches: 0 };
  const open = isClosed ? openPlaces(size, LOOP) : 0;
  const [trialsOf] = planTrials(size, SHOWN, 0, 1, stream.split("design"), open);
  const planned = trialsOf!();
  const source = {
    params: LOOP,
    groupLogP: shown.map(({ groupLogP }) => groupLogP),
    others: [...shown.keys()],
  };
  const loop = isClosed ? closedLoopFor(planned, source, stream.split("candidates")) : null;
  const steering = new Steering(planned, loop);
  const answerOf = startAnswering(observer, world, stream.split("answers"));
  const answered = planned.map((_, trial) => {
    const face = shown[steering.show(trial)!]!;
    const { response } = answerOf(face.scores, trial);
    steering.take(response);
    return { groupLogP: face.groupLogP, answer: response! };
  });
  return AT.map((trials) => {
    const fitted = fitPerson(answered.slice(0, trials), CLASSES);
    const gains = heldOut.map(({ scores, groupLogP }) => {
      const truth = choiceProbabilities(observer, scores, null, 0);
      const p = personProbabilities(groupLogP, fitted);
      return truth.reduce((sum, share, c) => sum + share * (Math.log(p[c]!) - groupLogP[c]!), 0);
    });
    return mean(gains)!;
  });
}

/** What a choice costs the server. */
function printCosts(): void {
  const faces = makeFaces(SHOWN, CLASSES, 0.5, random.split("costs"));
  const candidates = faces.map(({ groupLogP }) => groupLogP);
  const trials = candidates.map((groupLogP, i) => ({ groupLogP, answer: i % CLASSES }));
  const rows = [50, 400].map((count) => {
    const loop = trials.slice(0, count).reduce(updateLoop, startLoop(CLASSES));
    const choose = cpuOf(100, () => chooseNext(loop, candidates));
    const take = cpuOf(1000, (i) => updateLoop(loop, trials[i % trials.length]!));
    const rebuild = cpuOf(5, () => trials.slice(0, count).reduce(updateLoop, startLoop(CLASSES)));
    return [String(count), choose.toFixed(2), take.toFixed(3), rebuild.toFixed(1)];
  });
  console.log(`\n${SHOWN} candidates, ${CLASSES} classes: CPU milliseconds`);
  printTable([["answers before", "one choice", "one answer more", "all made anew"], ...rows]);
}

/** (CPU milliseconds) of one call, the first few left out. */
function cpuOf(times: number, work: (i: number) => unknown): number {
  for (let i = 0; i < Math.ceil(times / 5); i++) work(i);
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) work(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
