import { defineStage, input, output, table, weights } from "@limen/stage";
import {
  alignmentCurveTable,
  alignmentNotesTable,
  alignmentScoresTable,
  clusterMembersTable,
  clustersTable,
  facesTable,
  fewShotTable,
  groupPredictionsTable,
  keptTrialsTable,
  personParametersTable,
  rungChoicesTable,
  stimuliTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "finetune-classifiers",
  summary:
    "Fits a classifier to the choices of a group and of each participant, with the baselines that keep it honest.",
  params,
  inputs: {
    classifier: input(weights("classifier"), "the trained classifier to start from"),
    stimuli: input(table(stimuliTable), "what was shown"),
    trials: input(table(keptTrialsTable), "who answered what"),
    faces: input(
      table(facesTable),
      "base faces: mixed in from the training split, watched on the test split",
    ),
  },
  outputs: {
    weights: output(weights("classifier"), "the group model"),
    scores: output(table(alignmentScoresTable), "held-out fit of every model to every participant"),
    predictions: output(table(groupPredictionsTable), "what base and group models say of every stimulus"),
    curve: output(table(alignmentCurveTable), "group fine-tuning by epoch"),
    parameters: output(table(personParametersTable), "fitted criteria and slopes of the participants"),
    rungs: output(table(rungChoicesTable), "the rung that inner folds chose for each participant"),
    fewShot: output(table(fewShotTable), "what the ladder gains from few trials of a participant"),
    clusters: output(table(clustersTable), "how many kinds of participants there are"),
    members: output(table(clusterMembersTable), "which kind each participant is"),
    notes: output(table(alignmentNotesTable), "what of the data needs a second look"),
  },
  engine: true,
  shardable: true,
  // The weights keep the classifier's own name, whatever the tables call the net.
  foretell: (_params, { classifier = [], faces = [] }) => {
    const [net] = classifier.map((facts) => facts.net);
    const [classes] = faces.map((facts) => facts.classes);
    return {
      weights: { ...(net === undefined ? {} : { net }), ...(classes === undefined ? {} : { classes }) },
    };
  },
  load: () => import("./run.ts"),
});
