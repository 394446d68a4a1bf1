import { suggestion, throwIfAny, UserError } from "@limen/errors";
import { orderTargeted, placesByPerson, type Target, type TrialsOf, targetProblems } from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import type { KnownPerson } from "./known-people.ts";

/** Who takes part, each with their trials in order. */
export interface TargetedPlan {
  readonly people: readonly KnownPerson[];
  readonly plan: readonly TrialsOf[];
}

export interface TargetedDesign {
  readonly stimuli: readonly string[];
  readonly catchFaces: number;
  readonly catchShare: number;
  /** (trials) */
  readonly most: number;
}

/**
 * Each person sees the stimuli that are meant for them, each once, in an order of their own, and catch trials among them. Throws a
 * UserError that names every target without its person or stimulus.
 */
export function planTargets(
  targets: readonly Target[],
  known: readonly KnownPerson[],
  { stimuli, catchFaces, catchShare, most }: TargetedDesign,
  random: RandomStream,
): TargetedPlan {
  const names = known.map(({ row }) => row.participant_id);
  const place = { field: "inputs.targets" };
  const there = new Set(names);
  const strangers = new Set(targets.map((target) => target.participant_id).filter((id) => !there.has(id)));
  throwIfAny([
    ...[...strangers].map((id) => ({
      message: `no participant "${id}" among the people given`,
      place,
      hint: suggestion(id, names),
    })),
    ...targetProblems(targets, stimuli, place),
  ]);
  const meant = placesByPerson(targets, stimuli);
  const people = known.filter(({ row }) => meant.has(row.participant_id));
  const plan = people.map(({ row: { participant_id: id } }) =>
    orderTargeted(meant.get(id)!, { catchFaces, catchShare }, random.split(id)),
  );
  const longest = plan.reduce((longest, trials) => Math.max(longest, trials.length), 0);
  if (longest > most) {
    throw new UserError({
      message: `somebody is to do ${longest} trials, ${most} are the most`,
      place: { field: "trialsPerParticipant" },
      hint: "raise it, or make fewer stimuli for each pair",
    });
  }
  return { people, plan: plan.map((trials) => () => trials) };
}
