import { UserError } from "@limen/errors";
import { type RandomStream, shuffled } from "@limen/random";
import { groupBy, type Row, type stimuliTable, stimulusClasses } from "@limen/tables";

export type Pairable = Pick<
  Row<typeof stimuliTable>,
  "class_a" | "class_b" | "further_classes" | "series" | "level"
>;

/** Two stimuli to be compared, by index, and the class that is asked for. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly asked: string;
}

/**
 * Pairs worth comparing. Stimuli between the same classes are compared for each of these: in a ring of random order, each with
 * its nearest neighbours, so that all stand in as many pairs, and comparisons link them all. Neighbouring levels of a morph
 * series are compared too. A stimulus whose classes no other has is paired with any others, at random.
 */
export function pairStimuli(stimuli: readonly Pairable[], perStimulus: number, random: RandomStream): Pair[] {
  if (stimuli.length < 2) {
    throw new UserError({
      message: `there are ${stimuli.length} stimuli: a comparison needs two`,
      place: { field: "task" },
      hint: "give more stimuli, or take another task",
    });
  }
  const indices = stimuli.map((_, index) => index);
  const groups = groupBy(indices, (index) => stimulusClasses(stimuli[index]!).sort().join(","));
  return [...groups].flatMap(([name, members]) =>
    name.split(",").flatMap((asked) => {
      const stream = random.split(name).split(asked);
      const pairs =
        members.length === 1
          ? strangers(members[0]!, indices, perStimulus, stream)
          : [...ring(members, perStimulus, stream), ...neighbours(members, stimuli)];
      return distinct(pairs).map(([first, second]) => ({ first, second, asked }));
    }),
  );
}

type Two = readonly [number, number];

/** Each with those up to half of `perStimulus` places on, round a circle of random order. */
function ring(members: readonly number[], perStimulus: number, random: RandomStream): Two[] {
  const circle = shuffled(random, members);
  const reach = Math.min(Math.ceil(perStimulus / 2), Math.floor(circle.length / 2));
  return circle.flatMap((first, place) =>
    Array.from({ length: reach }, (_, step): Two => [first, circle[(place + step + 1) % circle.length]!]),
  );
}

function neighbours(members: readonly number[], stimuli: readonly Pairable[]): Two[] {
  const inSeries = members.filter(
    (index) => stimuli[index]!.series !== null && stimuli[index]!.level !== null,
  );
  return [...groupBy(inSeries, (index) => stimuli[index]!.series!).values()].flatMap((series) => {
    const rising = series.toSorted((a, b) => stimuli[a]!.level! - stimuli[b]!.level!);
    return rising.slice(1).map((index, place): Two => [rising[place]!, index]);
  });
}

function strangers(own: number, all: readonly number[], count: number, random: RandomStream): Two[] {
  return shuffled(
    random,
    all.filter((index) => index !== own),
  )
    .slice(0, count)
    .map((other) => [own, other]);
}

function distinct(pairs: readonly Two[]): Two[] {
  const seen = new Set<string>();
  return pairs.filter(([a, b]) => {
    const name = `${Math.min(a, b)} ${Math.max(a, b)}`;
    return !seen.has(name) && seen.add(name);
  });
}
