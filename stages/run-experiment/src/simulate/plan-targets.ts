import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { orderTrials, type PlannedTrial, targetedSize } from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import { groupBy, type Row, type targetsTable } from "@limen/tables";
import type { KnownPerson } from "./known-people.ts";

type Target = Pick<Row<typeof targetsTable>, "participant_id" | "stimulus_id">;

/** Who takes part, each with their trials in order. */
export interface TargetedPlan {
  readonly people: readonly KnownPerson[];
  readonly plan: readonly (readonly PlannedTrial[])[];
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
  const byId = new Map(known.map((person) => [person.row.participant_id, person]));
  const placeOf = new Map(stimuli.map((id, index) => [id, index]));
  const own = groupBy(targets, (target) => target.participant_id);
  throwIfAny([
    ...(targets.length === 0
      ? [problem("the targets table is empty: nobody is to see anything", "make stimuli for pairs of people")]
      : []),
    ...[...own.keys()]
      .filter((id) => !byId.has(id))
      .map((id) =>
        problem(`no participant "${id}" among the people given`, suggestion(id, [...byId.keys()])),
      ),
    ...[...new Set(targets.map((target) => target.stimulus_id))]
      .filter((id) => !placeOf.has(id))
      .map((id) =>
        problem(`no stimulus "${id}" among the stimuli given`, "give the stimuli and targets of one node"),
      ),
  ]);
  const people = known.filter(({ row }) => own.has(row.participant_id));
  const plan = people.map(({ row: { participant_id: id } }) => {
    const shown = [...new Set(own.get(id)!.map((target) => placeOf.get(target.stimulus_id)!))];
    const size = targetedSize(shown.length, catchFaces, catchShare);
    return orderTrials({ core: [], own: shown }, size, catchFaces, random.split(id));
  });
  const longest = plan.reduce((longest, trials) => Math.max(longest, trials.length), 0);
  if (longest > most) {
    throwIfAny([
      {
        message: `somebody is to do ${longest} trials, ${most} are the most`,
        place: { field: "trialsPerParticipant" },
        hint: "raise it, or make fewer stimuli for each pair",
      },
    ]);
  }
  return { people, plan };
}

function problem(message: string, hint: string | undefined): Problem {
  return { message, place: { field: "inputs.targets" }, ...(hint === undefined ? {} : { hint }) };
}
