import { defineStage, input, output, table, weights } from "@limen/stage";
import {
  comparisonsTable,
  facesTable,
  groupPredictionsTable,
  participantsTable,
  rejectsTable,
  stimuliTable,
  targetsTable,
  trialsTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "run-experiment",
  summary:
    "Judgements of the stimuli: of simulated observers, of people in Limen's own web experiment, or from someone's files.",
  params,
  inputs: {
    stimuli: input(table(stimuliTable), "what is judged"),
    percept: input(
      weights("classifier"),
      "simulate: how observers see; a net that neither guided nor was held out",
      {
        optional: true,
      },
    ),
    people: input(
      table(participantsTable),
      "simulate: observers of an earlier round, who come again; else they are drawn",
      { optional: true },
    ),
    targets: input(
      table(targetsTable),
      "simulate: who of these people is to see which stimuli; else all stimuli are dealt",
      { optional: true },
    ),
    faces: input(
      table(facesTable),
      "simulate: faces for catch trials, and the truth of synthetic natural faces",
      {
        optional: true,
      },
    ),
    predictions: input(
      table(groupPredictionsTable),
      "simulate, with closedLoop: what a group model says of the stimuli",
      { optional: true },
    ),
  },
  outputs: {
    trials: output(table(trialsTable), "one row a trial of choice or rating"),
    comparisons: output(table(comparisonsTable), "one row a trial of comparison; else empty"),
    participants: output(table(participantsTable), "one row a participant"),
    rejects: output(table(rejectsTable), "import: rows that could not be used; else empty"),
  },
  engine: true,
  shardable: true,
  load: () => import("./run.ts"),
});
