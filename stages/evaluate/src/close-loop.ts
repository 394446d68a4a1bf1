import { type Person, simulateLoop } from "@limen/person-model";
import { type RandomStream, shuffled } from "@limen/random";
import { bootstrap, mean } from "@limen/stats";
import type { PointRow } from "./claim.ts";
import { fittedPeople } from "./fitted-people.ts";
import type { Params } from "./params.ts";
import { answersTo } from "./person-answers.ts";
import type { Evidence } from "./read-inputs.ts";

/** (trials) at which the curve is read. */
const AT = [0, 5, 10, 20, 30, 45, 60];
/** People and stimuli at most: the curve is the same shape with more, and slower. */
const PEOPLE = 12;
const STIMULI = 120;

/**
 * closed_loop: how fast a person is found when each next stimulus is the one that tells most about them, against random
 * order. Simulated whoever took part: people with the fitted parameters answer anew by their own models, to half of the
 * stimuli; the other half measures the fit. One net a figure's series pair, the first that has fitted people.
 */
export function closeLoop(evidence: Evidence, params: Params, random: RandomStream): PointRow[] {
  const fitted = fittedPeople(evidence)[0];
  if (fitted === undefined) return [];
  const { net } = fitted;
  const said = new Map(answersTo(evidence, net).map((answer) => [answer.stimulus, answer.groupLogP]));
  const names = [...said.keys()].sort();
  const chosen = shuffled(random.split("stimuli"), names).slice(0, 2 * STIMULI);
  const stimuli = chosen.map((name) => said.get(name)!);
  const half = Math.floor(stimuli.length / 2);
  if (half === 0) return [];
  const [shown, heldOut] = [stimuli.slice(0, half), stimuli.slice(half)];
  const ids = [...fitted.people.keys()].sort();
  const people = shuffled(random.split("people"), ids).slice(0, PEOPLE);
  const at = AT.filter((trials) => trials <= half);
  return (["information", "random"] as const).flatMap((order) => {
    const curves = people.map((id) => {
      const person = fitted.people.get(id) as Person;
      return simulateLoop({ shown, heldOut, person }, order, at, random.split("answers").split(id));
    });
    const series = order === "information" ? "by expected information" : "in random order";
    return at.map((trials, place): PointRow => {
      const values = curves.map((curve) => curve[place]!.divergence);
      const options = { random: random.split(order).split(trials), draws: params.draws };
      const { estimate, low, high } = bootstrap(values, (sample) => mean(sample), options);
      return {
        figure: "closed_loop",
        series,
        item: net,
        x: trials,
        y: estimate,
        low,
        high,
        source: "simulated",
      };
    });
  });
}
