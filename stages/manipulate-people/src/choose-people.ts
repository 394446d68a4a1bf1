import { type Problem, suggestion, throwIfAny, UserError } from "@limen/errors";
import { choosePairs, type NamedPerson, type PersonPair, pairOf } from "@limen/person-model";
import type { Params } from "./params.ts";
import type { Candidate } from "./read-people.ts";

type Choice = Pick<Params, "people" | "pairs" | "minTrials" | "reliable" | "classPairsEach">;

export interface ChosenPeople {
  readonly pairs: readonly PersonPair[];
  /** Why people, or named pairs, were left out: a line for each reason. */
  readonly skipped: readonly string[];
}

/** The pairs that are named, or the most different ones. Throws a UserError for names that nobody has. */
export function choosePeople(
  candidates: readonly Candidate[],
  classPairs: readonly (readonly [number, number])[],
  params: Choice,
): ChosenPeople {
  const options = { classPairs, splitsEach: params.classPairsEach };
  if (params.people.length > 0) return namedPairs(candidates, params, options);
  const reasons = candidates.map((candidate) => ({ candidate, reason: unfit(candidate, params) }));
  const people = reasons.flatMap(({ candidate, reason }) => (reason === null ? candidate.person! : []));
  const skipped = [...new Set(reasons.map(({ reason }) => reason))].flatMap((reason) => {
    if (reason === null) return [];
    const count = reasons.filter((one) => one.reason === reason).length;
    return [`${count} of ${candidates.length} people left out: ${reason}`];
  });
  if (people.length < 2) {
    throw new UserError({
      message: [`a pair needs two people, there are ${people.length}`, ...skipped].join("; "),
      place: { field: "minTrials" },
      hint: "collect more trials of each person, ask for fewer, or set reliable: false",
    });
  }
  const pairs = choosePairs(people, params.pairs, options);
  if (pairs.length < params.pairs)
    skipped.push(`${pairs.length} of ${params.pairs} pairs: there are ${people.length} people to pair`);
  return { pairs, skipped };
}

/** Why a person is in no pair; null: nothing is against it. */
function unfit(
  { person, trials, gain }: Candidate,
  { minTrials, reliable }: Pick<Choice, "minTrials" | "reliable">,
): string | null {
  if (person === undefined) return "too few trials for a model of their own";
  if (trials < minTrials) return `fitted on fewer than ${minTrials} trials`;
  if (person.slope <= 0) return "a slope that is not positive: more evidence for a class would be less";
  if (reliable && !(gain !== null && gain > 0))
    return "their own model foretells their held-out answers no better than the group's";
  return null;
}

function namedPairs(
  candidates: readonly Candidate[],
  params: Choice,
  options: Parameters<typeof pairOf>[2],
): ChosenPeople {
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const ids = [...byId.keys()];
  const place = { field: "people" };
  throwIfAny(
    [...new Set(params.people.flat())]
      .filter((id) => !byId.has(id))
      .map((id): Problem => ({ message: `no participant "${id}"`, place, hint: nearby(id, ids) })),
  );
  const skipped: string[] = [];
  const pairs = params.people.flatMap(([a, b]): PersonPair[] => {
    const two = [byId.get(a)!, byId.get(b)!];
    // Who is named is wanted, reliable or not; without a model there is nothing to aim at.
    const reasons = two.flatMap((one) => {
      const reason = unfit(one, { minTrials: params.minTrials, reliable: false });
      return reason === null ? [] : [`${one.id}: ${reason}`];
    });
    if (reasons.length > 0) {
      skipped.push(`pair ${a} & ${b} left out (${reasons.join("; ")})`);
      return [];
    }
    return [pairOf(two[0]!.person!, two[1]!.person!, options)];
  });
  if (pairs.length === 0) {
    throw new UserError({
      message: `none of the named pairs can be made: ${skipped.join("; ")}`,
      place,
      hint: "name people with more trials, or lower minTrials",
    });
  }
  const often = repeated(pairs);
  if (often.length > 0)
    skipped.push(`${often.join(", ")}: in several pairs, which the test over pairs takes for independent`);
  return { pairs, skipped };
}

/** Some of thousands of names would be no help: the nearest one and a few. */
function nearby(id: string, ids: readonly string[]): string {
  return ids.length <= 20
    ? suggestion(id, ids)
    : suggestion(id, ids).replace(/allowed: (.{0,200}).*$/, "e.g. $1 …");
}

function repeated(pairs: readonly PersonPair[]): string[] {
  const ids = pairs.flatMap(({ people }) => people.map(({ id }: NamedPerson) => id));
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}
