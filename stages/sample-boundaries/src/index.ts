import { validityInputs } from "@limen/sampling/inputs";
import { defineStage, document, input, output, table, weights } from "@limen/stage";
import { attemptsTable, facesTable, ledgerTable, stimuliTable } from "@limen/tables/specs";
import { foresee } from "./foresee.ts";
import { params } from "./params.ts";

export default defineStage({
  name: "sample-boundaries",
  summary:
    "Synthesises faces on the decision boundaries of classifiers, with matched controls and what they cost.",
  params,
  inputs: {
    prior: input(weights("denoiser"), "the prior that samples are drawn from"),
    classifiers: input(weights("classifier"), "nets that may guide", { many: true }),
    heldOut: input(weights("classifier"), "a net that judges and never guides"),
    ...validityInputs,
    faces: input(
      table(facesTable),
      "real faces (valid and test) for natural and off-manifold controls and anchored faces",
    ),
  },
  outputs: {
    stimuli: output(table(stimuliTable), "boundary faces that passed the filters, and their controls"),
    attempts: output(table(attemptsTable), "every attempt, accepted or not"),
    ledger: output(table(ledgerTable), "evaluations spent by arm, sampler and pair"),
    card: output(document("md"), "data card: what the set is, how many, how chosen, what it is not"),
  },
  engine: true,
  shardable: true,
  foresee,
  load: () => import("./run.ts"),
});
