import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { NONE, type TrialColumns } from "./trial-columns.ts";

/**
 * Trials must belong to the stimuli and come from one source: answers of people and of simulated observers are never
 * pooled. Throws a UserError with every problem; gives the source.
 */
export function checkTrials(trials: TrialColumns, stimuli: ReadonlySet<string>): string {
  const { classes, sources, unknownAnswers } = trials;
  const problems: Problem[] = [];
  const report = (message: string, field: string, hint: string) =>
    problems.push({ message, place: { field: `trials.${field}` }, hint });
  if (trials.count === 0)
    report("there are no trials", "source", "run the experiment with more participants");
  if (sources.length > 1) {
    report(
      `trials of several sources: ${sources.join(", ")}`,
      "source",
      "aggregate each source in a node of its own",
    );
  }
  const strangers = judgedStimuli(trials).filter((name) => !stimuli.has(name));
  if (strangers.length > 0) {
    report(
      `${strangers.length} stimuli of the trials are not in the stimuli table, e.g. ${strangers[0]}`,
      "stimulus_id",
      "give the stimuli that the experiment showed",
    );
  }
  for (const answer of unknownAnswers) {
    report(`"${answer}" is no class of the stimuli`, "response", suggestion(answer, classes));
  }
  throwIfAny(problems);
  return sources[0]!;
}

/** Those shown in trials that are no catch trials. */
function judgedStimuli({ stimuli, stimulus, catchClass, count }: TrialColumns): string[] {
  const judged = new Uint8Array(stimuli.length);
  for (let i = 0; i < count; i++) if (catchClass[i] === NONE) judged[stimulus[i]!] = 1;
  return stimuli.filter((_, index) => judged[index] === 1);
}
