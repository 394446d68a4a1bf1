import { defineStage, input, output, table } from "@limen/stage";
import { keptTrialsTable, manipulationTable, outcomesTable, targetsTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "score-manipulation",
  summary: "How often two people see faces differently as they were meant to, against chance.",
  params,
  inputs: {
    targets: input(table(targetsTable), "who was to see which stimuli, and to say what"),
    trials: input(table(keptTrialsTable), "what they said"),
  },
  outputs: {
    manipulation: output(
      table(manipulationTable),
      "the targeted ratio of each pair and of all, with intervals and tests",
    ),
    outcomes: output(table(outcomesTable), "what both said of each stimulus"),
  },
  engine: false,
  load: () => import("./run.ts"),
});
