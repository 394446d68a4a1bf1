import { defineStage, input, output, table, weights } from "@limen/stage";
import {
  classifierMetricsTable,
  facesTable,
  learningCurveTable,
  predictionsTable,
} from "@limen/tables/specs";
import { params } from "./params.ts";

/** One net of the zoo a node: pipelines train several with foreach. */
export default defineStage({
  name: "train-classifiers",
  summary: "Trains one classifier on people's votes, calibrates it and judges it on held-out faces.",
  params,
  inputs: {
    faces: input(table(facesTable), "faces with the people's choice distribution and a split each"),
  },
  outputs: {
    weights: output(weights("classifier"), "the kept weights, with configuration and temperature"),
    predictions: output(
      table(predictionsTable),
      "logits and calibrated choice distributions on valid and test",
    ),
    metrics: output(table(classifierMetricsTable), "accuracy, recall, cross-entropy, calibration and size"),
    curve: output(table(learningCurveTable), "loss and valid scores by epoch"),
  },
  engine: true,
  foretell: ({ name, net }) => ({ weights: { net: name || net } }),
  load: () => import("./run.ts"),
});
