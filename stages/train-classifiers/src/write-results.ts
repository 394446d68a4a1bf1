import { type Classifier, flopsPerImage } from "@limen/models";
import type { classifierMetricsTable, learningCurveTable, predictionsTable, Row } from "@limen/tables";
import type { FaceSet } from "./face-set.ts";
import { rowOf } from "./rows.ts";
import type { Scores } from "./score.ts";
import type { TrainingResult } from "./train-classifier.ts";

/** What a net says about the faces of a held-out split. */
export interface HeldOut {
  readonly split: "valid" | "test";
  readonly faces: FaceSet;
  /** [faces × classes] */
  readonly logits: Float32Array;
  /** [faces × classes], after temperature scaling. */
  readonly p: Float32Array;
  readonly scores: Scores;
}

export function predictionRows(
  net: string,
  { split, faces, logits, p }: HeldOut,
): Row<typeof predictionsTable>[] {
  const classes = logits.length / faces.ids.length;
  return faces.ids.map((face_id, i) => ({
    net,
    face_id,
    split,
    label: rowOf(faces.labels, classes, i),
    logits: rowOf(logits, classes, i),
    p: rowOf(p, classes, i),
  }));
}

export function metricRows(
  net: string,
  classifier: Classifier,
  held: HeldOut,
): Row<typeof classifierMetricsTable>[] {
  const values: Record<string, number | null> = {
    ...held.scores,
    temperature: classifier.config.temperature,
    parameters: classifier.parameters.count,
    gflop: flopsPerImage(classifier.config),
  };
  return Object.entries(values).map(([metric, value]) => ({
    net,
    split: held.split,
    metric,
    value,
    n: held.faces.ids.length,
  }));
}

export function curveRows(
  net: string,
  { curve, keptEpoch }: TrainingResult,
): Row<typeof learningCurveTable>[] {
  return curve.map((point) => ({ net, ...point, kept: point.epoch === keptEpoch }));
}
