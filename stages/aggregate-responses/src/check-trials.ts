import { type Problem, suggestion, throwIfAny } from "@limen/errors";

interface CheckedTrial {
  readonly stimulus_id: string;
  readonly response: string | null;
  readonly catch_class: string | null;
  readonly source: string;
}

/**
 * Trials must belong to the stimuli and come from one source: answers of people and of simulated observers are never
 * pooled. Throws a UserError with every problem; gives the source.
 */
export function checkTrials(
  trials: readonly CheckedTrial[],
  stimuli: ReadonlySet<string>,
  classes: readonly string[],
): string {
  const problems: Problem[] = [];
  const report = (message: string, field: string, hint: string) =>
    problems.push({ message, place: { field: `trials.${field}` }, hint });
  const sources = new Set(trials.map((trial) => trial.source));
  if (trials.length === 0)
    report("there are no trials", "source", "run the experiment with more participants");
  if (sources.size > 1) {
    report(
      `trials of several sources: ${[...sources].join(", ")}`,
      "source",
      "aggregate each source in a node of its own",
    );
  }
  const strangers = new Set(
    trials.filter((t) => t.catch_class === null && !stimuli.has(t.stimulus_id)).map((t) => t.stimulus_id),
  );
  if (strangers.size > 0) {
    report(
      `${strangers.size} stimuli of the trials are not in the stimuli table, e.g. ${[...strangers][0]}`,
      "stimulus_id",
      "give the stimuli that the experiment showed",
    );
  }
  const answers = new Set(trials.map((trial) => trial.response).filter((response) => response !== null));
  for (const answer of answers) {
    if (!classes.includes(answer))
      report(`"${answer}" is no class of the stimuli`, "response", suggestion(answer, classes));
  }
  throwIfAny(problems);
  return [...sources][0]!;
}
