import { defineStage, input, output, table } from "@limen/stage";
import {
  alignmentCurveTable,
  alignmentScoresTable,
  attemptsTable,
  choicesTable,
  claimsTable,
  exclusionsTable,
  groupPredictionsTable,
  keptTrialsTable,
  ledgerTable,
  participantsTable,
  personParametersTable,
  pointsTable,
  reliabilityTable,
  stimuliTable,
  swapsTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

const many = { many: true, optional: true } as const;
const optional = { optional: true } as const;

export default defineStage({
  name: "evaluate",
  summary:
    "Tests the claims C1 to C5 with intervals, controls and noise ceilings, and lists the points of every figure.",
  params,
  inputs: {
    stimuli: input(table(stimuliTable), "boundary stimuli and matched controls"),
    choices: input(table(choicesTable), "how people chose"),
    reliability: input(table(reliabilityTable), "reliability and noise ceilings"),
    attempts: input(table(attemptsTable), "attempts behind the stimuli: C1", optional),
    ledger: input(table(ledgerTable), "what the stimuli cost: C1", optional),
    trials: input(
      table(keptTrialsTable),
      "single answers, for intervals crossed over people and stimuli",
      optional,
    ),
    exclusions: input(table(exclusionsTable), "who was left out and why: C2", optional),
    participants: input(table(participantsTable), "true parameters of simulated observers: C5", optional),
    scores: input(table(alignmentScoresTable), "held-out fit of group and individual models: C4, C5", many),
    groupPredictions: input(
      table(groupPredictionsTable),
      "what base and group models say of stimuli: C3, C4",
      many,
    ),
    parameters: input(table(personParametersTable), "fitted criteria of participants: C5", many),
    curves: input(table(alignmentCurveTable), "base accuracy while fine-tuning: C4", many),
  },
  outputs: {
    claims: output(table(claimsTable), "every contrast with effect, interval, test and ceiling"),
    points: output(table(pointsTable), "the data behind every figure"),
    swaps: output(table(swapsTable), "each person's model on the answers of every other person"),
  },
  engine: false,
  load: () => import("./run.ts"),
});
