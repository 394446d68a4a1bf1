import { defineStage, document, input, output, table } from "@limen/stage";
import {
  alignmentNotesTable,
  alignmentScoresTable,
  attemptsTable,
  choicesTable,
  claimsTable,
  classifierMetricsTable,
  clustersTable,
  exclusionsTable,
  facesTable,
  fewShotTable,
  groupPredictionsTable,
  learningCurveTable,
  ledgerTable,
  pointsTable,
  priorLossTable,
  priorSamplesTable,
  qualityTable,
  rejectsTable,
  reliabilityTable,
  rungChoicesTable,
  scalesTable,
  stabilityTable,
  stimuliTable,
  swapsTable,
  validityTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "report",
  summary:
    "Writes one HTML file that works offline: what was done, and every figure with its source and data.",
  params,
  inputs: {
    faces: input(table(facesTable), "the faces of the study", { optional: true }),
    rejects: input(table(rejectsTable), "inputs that could not be used", { optional: true }),
    curves: input(table(learningCurveTable), "learning curves of the nets", { many: true, optional: true }),
    metrics: input(table(classifierMetricsTable), "held-out metrics of the nets", {
      many: true,
      optional: true,
    }),
    priorLoss: input(table(priorLossTable), "training loss of the prior", { optional: true }),
    priorSamples: input(table(priorSamplesTable), "samples of the prior at several lengths", {
      optional: true,
    }),
    validity: input(table(validityTable), "how well non-faces are told from faces", { optional: true }),
    stimuli: input(
      table(stimuliTable),
      "boundary stimuli and controls; of several samplers to compare them",
      { many: true, optional: true },
    ),
    attempts: input(table(attemptsTable), "attempts behind the stimuli", { many: true, optional: true }),
    ledger: input(table(ledgerTable), "what the stimuli cost", { many: true, optional: true }),
    quality: input(table(qualityTable), "how good the stimuli are, beside real faces", {
      many: true,
      optional: true,
    }),
    stability: input(table(stabilityTable), "boundary stimuli under small changes of the picture", {
      many: true,
      optional: true,
    }),
    exclusions: input(table(exclusionsTable), "exclusion rules and whom they struck", { optional: true }),
    choices: input(table(choicesTable), "how people chose", { optional: true }),
    scales: input(table(scalesTable), "scales of stimuli, where faces were compared", { optional: true }),
    reliability: input(table(reliabilityTable), "reliability and noise ceilings", { optional: true }),
    allChoices: input(table(choicesTable), "how people chose, nobody excluded", { optional: true }),
    allReliability: input(table(reliabilityTable), "reliability, nobody excluded", { optional: true }),
    scores: input(table(alignmentScoresTable), "fit of group and individual models", {
      many: true,
      optional: true,
    }),
    fewShot: input(table(fewShotTable), "what individual models gain from few trials", {
      many: true,
      optional: true,
    }),
    rungs: input(table(rungChoicesTable), "the rung chosen for each participant", {
      many: true,
      optional: true,
    }),
    notes: input(table(alignmentNotesTable), "what of the data needs a second look", {
      many: true,
      optional: true,
    }),
    clusters: input(table(clustersTable), "kinds of people", { many: true, optional: true }),
    groupPredictions: input(table(groupPredictionsTable), "group-level predictions", {
      many: true,
      optional: true,
    }),
    claims: input(table(claimsTable), "the claims with effects and tests", { optional: true }),
    points: input(table(pointsTable), "points of the evaluation's figures", { optional: true }),
    swaps: input(table(swapsTable), "each person's model on everybody's answers", { optional: true }),
  },
  outputs: { report: output(document("html"), "the report") },
  engine: false,
  drawsPipeline: true,
  load: () => import("./run.ts"),
});
