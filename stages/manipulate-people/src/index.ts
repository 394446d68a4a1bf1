import { validityInputs } from "@limen/sampling/inputs";
import { defineStage, document, input, output, table, weights } from "@limen/stage";
import {
  alignmentScoresTable,
  attemptsTable,
  ledgerTable,
  personPairsTable,
  personParametersTable,
  stimuliTable,
  targetsTable,
} from "@limen/tables/specs";
import { foresee } from "./foresee.ts";
import { params } from "./params.ts";

export default defineStage({
  name: "manipulate-people",
  summary: "Synthesises faces that two people are to see differently, by their models, for pairs of people.",
  params,
  inputs: {
    prior: input(weights("denoiser"), "the prior that samples are drawn from"),
    classifiers: input(weights("classifier"), "group models of finetune-classifiers; one of them is used", {
      many: true,
    }),
    heldOut: input(weights("classifier"), "a net that judges and never guides"),
    parameters: input(table(personParametersTable), "each person's criteria and slope, of the same nets", {
      many: true,
    }),
    scores: input(
      table(alignmentScoresTable),
      "how many trials each person's model was fitted on, and its fit to held-out answers",
      { many: true },
    ),
    ...validityInputs,
  },
  outputs: {
    stimuli: output(table(stimuliTable), "the faces, and their controls: what a second round shows"),
    targets: output(table(targetsTable), "who is to see which of them, and to say what"),
    pairs: output(table(personPairsTable), "pairs of people and classes, and what came of them"),
    attempts: output(table(attemptsTable), "every attempt, accepted or not"),
    ledger: output(table(ledgerTable), "evaluations spent by arm and pair of classes"),
    card: output(document("md"), "data card: for whom, how many, how chosen, what it is not"),
  },
  engine: true,
  shardable: true,
  foresee,
  load: () => import("./run.ts"),
});
