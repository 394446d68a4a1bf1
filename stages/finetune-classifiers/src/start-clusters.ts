import { categorical, type RandomStream } from "@limen/random";
import { biasAdapter } from "./fit-bias-slope.ts";
import type { PersonTrials } from "./person-trials.ts";

/** (nats⁻²) pull of the criteria that people are first told apart by. */
const PRECISION = 4;
const RESTARTS = 5;
const MAX_STEPS = 20;

/** First memberships of `count` kinds of people: k-means of their criteria, seeded far apart, the best of a few. */
export function startClusters(
  people: readonly PersonTrials[],
  count: number,
  random: RandomStream,
): Float64Array[] {
  const points = people.map(criteriaOf);
  const runs = Array.from({ length: RESTARTS }, (_, run) => kMeans(points, count, random.split(run)));
  const best = runs.reduce((a, b) => (b.spread < a.spread ? b : a));
  return best.kinds.map((kind) => Float64Array.from({ length: count }, (_, k) => (k === kind ? 1 : 0)));
}

/** Of each person, fitted once: clusters are looked for many times, in the same people drawn anew. */
const known = new WeakMap<PersonTrials, Float64Array>();

function criteriaOf(trials: PersonTrials): Float64Array {
  const found = known.get(trials) ?? biasAdapter(trials.classes).fit(trials, [PRECISION])[0]!;
  known.set(trials, found);
  return found;
}

function kMeans(points: readonly Float64Array[], count: number, random: RandomStream) {
  let centres = seeds(points, count, random);
  let kinds = points.map(() => 0);
  let spread = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAX_STEPS; step++) {
    const found = points.map((point) => nearest(point, centres));
    const total = found.reduce((sum, { distance }) => sum + distance, 0);
    kinds = found.map(({ kind }) => kind);
    if (total >= spread) break;
    spread = total;
    centres = centres.map((centre, k) => {
      const own = points.filter((_, p) => kinds[p] === k);
      return own.length === 0
        ? centre
        : centre.map((_, i) => own.reduce((sum, point) => sum + point[i]!, 0) / own.length);
    });
  }
  return { kinds, spread };
}

/** k-means++ (Arthur and Vassilvitskii 2007): a point far from all centres so far is likelier to be the next. */
function seeds(points: readonly Float64Array[], count: number, random: RandomStream): Float64Array[] {
  const centres = [points[random.integer(points.length)]!];
  while (centres.length < count) {
    const distances = points.map((point) => nearest(point, centres).distance);
    centres.push(points[categorical(random, distances)]!);
  }
  return centres;
}

function nearest(point: Float64Array, centres: readonly Float64Array[]) {
  let kind = 0;
  let distance = Number.POSITIVE_INFINITY;
  centres.forEach((centre, k) => {
    const squared = point.reduce((sum, value, i) => sum + (value - centre[i]!) ** 2, 0);
    if (squared < distance) {
      kind = k;
      distance = squared;
    }
  });
  return { kind, distance };
}
