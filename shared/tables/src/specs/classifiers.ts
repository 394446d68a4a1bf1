import { bool, choice, defineTable, distribution, float64, int32, nullable, text } from "../spec.ts";

export const predictionsTable = defineTable({
  name: "predictions",
  meaning: "One row a held-out face (valid and test) and net.",
  columns: {
    net: choice("name of the net"),
    face_id: text("the face"),
    split: choice("valid or test"),
    label: distribution("the people's share of each class"),
    logits: distribution("(nats) raw scores before temperature scaling"),
    p: distribution("choice distribution of the net after temperature scaling"),
  },
});

export const classifierMetricsTable = defineTable({
  name: "classifier-metrics",
  meaning: "One row a net, split and metric.",
  columns: {
    net: choice("name of the net"),
    split: choice("valid or test"),
    metric: choice(
      "accuracy, macro_recall, cross_entropy (nats), ece, entropy_spearman, temperature, parameters, gflop",
    ),
    value: nullable(float64("the metric; null where it is not defined")),
    n: int32("(faces) how many faces it was computed on"),
  },
});

export const learningCurveTable = defineTable({
  name: "learning-curve",
  meaning: "One row an epoch.",
  columns: {
    net: choice("name of the net"),
    epoch: int32("epochs done"),
    images: int32("(images) training images seen so far"),
    train_loss: float64("(nats) mean loss over the epoch"),
    valid_cross_entropy: float64("(nats) on the valid split, weights as they would be kept"),
    valid_accuracy: float64("share of valid faces whose majority class is predicted"),
    kept: bool("true for the epoch whose weights were kept"),
  },
});
