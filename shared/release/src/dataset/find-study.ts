import { suggestion, UserError } from "@limen/errors";
import type { ReleasedRun, Results } from "../results.ts";

/** The nodes of a pipeline that a release is made of. */
export interface StudyRuns {
  readonly experiment: ReleasedRun;
  /** The output that was shown. */
  readonly shown: string;
  /** Aggregates of that experiment's trials; absent where no node has made any. */
  readonly responses?: ReleasedRun;
  /** Whether every face that any node of the pipeline saw was rendered. */
  readonly onlyRendered: boolean;
}

/** Which of a pipeline's nodes are the study. Throws a UserError where there is none, or several and none is named. */
export function findStudy(results: Results, named: string | undefined): StudyRuns {
  const experiments = results.runs.filter(({ stage }) => stage.name === "run-experiment");
  const ids = experiments.map(({ id }) => id);
  const experiment =
    experiments.find(({ id }) => id === named) ?? (named === undefined ? experiments[0] : undefined);
  if (experiment === undefined) {
    const message =
      named === undefined ? "the pipeline has no run-experiment" : `"${named}" is none of its experiments`;
    const hint = named === undefined ? "a release is about a study's trials" : suggestion(named, ids);
    throw new UserError({ message, hint });
  }
  if (named === undefined && ids.length > 1) {
    const message = `the pipeline has ${ids.length} experiments: ${ids.join(", ")}`;
    throw new UserError({ message, hint: `say which: --experiment ${ids[0]}` });
  }
  const shown = experiment.inputs.find(({ name }) => name === "stimuli")!.from;
  const responses = results.runs.find(
    ({ stage, inputs }) =>
      stage.name === "aggregate-responses" && inputs.some(({ from }) => from === `${experiment.id}.trials`),
  );
  const sources = results.runs.filter(({ stage }) => stage.name === "prepare-faces");
  const onlyRendered =
    sources.length > 0 && sources.every(({ identity }) => identity.params.source === "synthetic");
  return { experiment, shown, onlyRendered, ...(responses === undefined ? {} : { responses }) };
}
