import { fitPerson } from "@limen/person-model";
import { type RandomStream, shuffled } from "@limen/random";
import { bootstrap, pearson, spearmanBrown } from "@limen/stats";
import { groupBy } from "@limen/tables";
import { type Contrast, sourceOf } from "./claim.ts";
import { fittedPeople } from "./fitted-people.ts";
import type { Params } from "./params.ts";
import { answersTo, type GroupAnswer } from "./person-answers.ts";
import type { Evidence } from "./read-inputs.ts";

/** (answers) People with fewer in a half are left out: the prior alone would speak. */
const LEAST = 10;

/** A person's parameters, fitted to each half of the stimuli that they answered. */
interface Halves {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * C5: would another experiment find the same person? Bias and slope are fitted to random halves of each person's stimuli
 * (the answers to one stimulus stay together) and correlated over people, then stepped up to the whole length.
 */
export function repeatParameters(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  return fittedPeople(evidence).flatMap(({ net, people, digest }): Contrast[] => {
    const stream = random.split(net);
    const answers = answersTo(evidence, net).filter((answer) => people.has(answer.participant));
    if (answers.length === 0) return [];
    const fits = [...groupBy(answers, (answer) => answer.participant)].flatMap(([person, own]) => {
      const halves = splitHalves(own, stream.split("halves").split(person));
      return halves.some((half) => half.length < LEAST)
        ? []
        : [halves.map((half) => fitPerson(half, evidence.classes.length))];
    });
    const contrast = (
      name: string,
      of: (fit: ReturnType<typeof fitPerson>) => readonly number[],
    ): Contrast => {
      const halves = centre(fits.map(([a, b]): Halves => ({ first: of(a!), second: of(b!) })));
      const interval = bootstrap(halves, reliability, {
        random: stream.split(name),
        draws: params.draws,
      });
      return {
        claim: "C5",
        contrast: `reliability of each person's ${name}: split halves of their stimuli, Spearman–Brown`,
        net,
        interval,
        nullValue: 0,
        unit: "correlation",
        n: halves.length,
        nUnit: "participants",
        test:
          interval.estimate === null
            ? `not tested: fewer than two people with ${LEAST} answers in each half, or parameters without spread`
            : "bootstrap over people",
        pValue: null,
        ceiling: null,
        seed: stream.path,
        digest,
        source: sourceOf(evidence.trials?.rows ?? []),
      };
    };
    return [contrast("criteria", (fit) => [...fit.bias]), contrast("slope", (fit) => [fit.slope])];
  });
}

function splitHalves(own: readonly GroupAnswer[], random: RandomStream): [GroupAnswer[], GroupAnswer[]] {
  const stimuli = shuffled(random, [...new Set(own.map((answer) => answer.stimulus))]);
  const first = new Set(stimuli.slice(0, Math.floor(stimuli.length / 2)));
  return [
    own.filter((answer) => first.has(answer.stimulus)),
    own.filter((answer) => !first.has(answer.stimulus)),
  ];
}

/** What all people share is no reliability of persons: each parameter is centred over people, in each half. */
function centre(people: readonly Halves[]): Halves[] {
  const means = (of: (halves: Halves) => readonly number[]) =>
    (people[0] ? of(people[0]) : []).map(
      (_, k) => people.reduce((sum, halves) => sum + of(halves)[k]!, 0) / people.length,
    );
  const [first, second] = [means((h) => h.first), means((h) => h.second)];
  return people.map((halves) => ({
    first: halves.first.map((value, k) => value - first[k]!),
    second: halves.second.map((value, k) => value - second[k]!),
  }));
}

function reliability(people: readonly Halves[]): number | null {
  return spearmanBrown(
    pearson(
      people.flatMap((halves) => halves.first),
      people.flatMap((halves) => halves.second),
    ),
  );
}
