import { defineStage, input, output, table } from "@limen/stage";
import {
  choicesTable,
  comparisonsTable,
  exclusionsTable,
  keptTrialsTable,
  participantsTable,
  reliabilityTable,
  scalesTable,
  stimuliTable,
  trialsTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "aggregate-responses",
  summary: "Excludes inattentive participants by preregistered rules and sums up how the others chose.",
  params,
  inputs: {
    trials: input(table(trialsTable), "choices or ratings, one row a trial"),
    comparisons: input(table(comparisonsTable), "where faces were compared: one row a comparison", {
      optional: true,
    }),
    participants: input(
      table(participantsTable),
      "tells how well the rules found careless simulated observers",
      {
        optional: true,
      },
    ),
    stimuli: input(table(stimuliTable), "what was judged: names and order of the classes"),
  },
  outputs: {
    exclusions: output(table(exclusionsTable), "each participant and rule"),
    trials: output(table(keptTrialsTable), "trials of the kept participants"),
    choices: output(table(choicesTable), "how each stimulus was judged"),
    reliability: output(table(reliabilityTable), "reliability, agreement and noise ceilings"),
    allChoices: output(table(choicesTable), "choices with nobody excluded"),
    allReliability: output(table(reliabilityTable), "reliability with nobody excluded"),
    scales: output(
      table(scalesTable),
      "how far stimuli look like a class, where faces were compared; else empty",
    ),
  },
  engine: false,
  load: () => import("./run.ts"),
});
