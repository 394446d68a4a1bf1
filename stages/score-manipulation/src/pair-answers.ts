import { type Problem, throwIfAny } from "@limen/errors";
import {
  groupBy,
  type keptTrialsTable,
  type outcomesTable,
  type Row,
  type targetsTable,
} from "@limen/tables";

type Target = Row<typeof targetsTable>;
type Trial = Pick<
  Row<typeof keptTrialsTable>,
  "participant_id" | "stimulus_id" | "response" | "is_repeat" | "source"
>;
export type Outcome = Row<typeof outcomesTable>;

/** What both people of a pair said of each of its stimuli. Throws a UserError for targets that are no pairs. */
export function pairAnswers(targets: readonly Target[], trials: readonly Trial[]): Outcome[] {
  const answers = new Map<string, Trial>();
  for (const trial of trials) {
    const key = keyOf(trial.participant_id, trial.stimulus_id);
    // A first look is what was meant: repeats tell about reliability.
    if (!trial.is_repeat && !answers.has(key)) answers.set(key, trial);
  }
  const pairs = [...groupBy(targets, ({ pair, stimulus_id }) => keyOf(pair, stimulus_id)).values()];
  throwIfAny(pairs.flatMap(notTwo));
  return pairs.map(([first, second]) => {
    const [a, b] = [first!, second!].map((target) =>
      answers.get(keyOf(target.participant_id, target.stimulus_id)),
    );
    const said = [a?.response ?? null, b?.response ?? null] as const;
    return {
      stimulus_id: first!.stimulus_id,
      pair: first!.pair,
      participant_a: first!.participant_id,
      participant_b: second!.participant_id,
      guided: first!.guided,
      wanted_a: first!.wanted,
      wanted_b: second!.wanted,
      p_a: first!.p,
      p_b: second!.p,
      answer_a: said[0],
      answer_b: said[1],
      outcome: outcomeOf(said, [first!.wanted, second!.wanted]),
      source: sourceOf([a, b]),
    };
  });
}

function outcomeOf(
  [a, b]: readonly [string | null, string | null],
  [first, second]: readonly [string, string],
): string {
  if (a === null || b === null) return "missing";
  if (a === first && b === second) return "success";
  if (a === first || b === second) return "bias";
  return a === second && b === first ? "reversed" : "failure";
}

/** Several sources are joined by "and", as in the evaluation. */
export function sourceOf(rows: readonly ({ readonly source: string } | undefined)[]): string {
  const sources = rows.flatMap((row) => (row && row.source !== "none" ? row.source.split(" and ") : []));
  return [...new Set(sources)].sort().join(" and ") || "none";
}

function notTwo(rows: readonly Target[]): Problem[] {
  const [first, second] = rows;
  if (
    rows.length === 2 &&
    first!.partner_id === second!.participant_id &&
    first!.participant_id !== second!.participant_id
  )
    return [];
  return [
    {
      message: `stimulus ${first!.stimulus_id} has ${rows.length} targets in the pair "${first!.pair}", which are not one of each of two people`,
      place: { field: "inputs.targets" },
      hint: "give the targets as manipulate-people wrote them",
    },
  ];
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
