import { dot, lineY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";

const COLUMNS = [
  "accuracy",
  "macro_recall",
  "cross_entropy",
  "ece",
  "entropy_spearman",
  "temperature",
  "parameters",
  "gflop",
];

/** The zoo: held-out metrics after temperature scaling, and learning curves. */
export function classifiersSection(data: ReportData): Html | null {
  const { metrics, curves } = data;
  if (!metrics) return null;
  return html`<h2 id="classifiers">Classifiers</h2>
${figureBlock({
  id: "classifier-metrics",
  title: "Held-out test faces",
  caption:
    "accuracy: share of faces whose majority class is predicted. macro_recall: mean recall over classes. cross_entropy: nats, to the vote distribution. ece: expected calibration error. entropy_spearman: rank correlation between the net's and the votes' entropy.",
  body: metricsTable(metrics.rows),
  sources: metrics.artifacts,
  answerers: null,
  data: null,
})}
${curves ? learningCurves(curves) : null}`;
}

function metricsTable(rows: NonNullable<ReportData["metrics"]>["rows"]): Html {
  const nets = groupBy(
    rows.filter((row) => row.split === "test"),
    (row) => row.net,
  );
  return dataTable(
    ["net", ...COLUMNS, "faces"],
    [...nets].map(([net, own]) => [
      net,
      ...COLUMNS.map((name) => own.find((row) => row.metric === name)?.value ?? null),
      own[0]?.n ?? null,
    ]),
  );
}

function learningCurves(curves: NonNullable<ReportData["curves"]>): Html {
  const points = curves.rows.map((row) => ({ ...row, series: row.net }));
  const title = "Cross-entropy on valid faces while training";
  return figureBlock({
    id: "learning-curves",
    title,
    caption: "The dot marks the epoch whose weights were kept.",
    body: chart(title, {
      height: 320,
      x: { label: "training images seen" },
      y: { label: "nats", grid: true },
      color: { legend: true, range: [...PALETTE] },
      marks: [
        lineY(points, { x: "images", y: "valid_cross_entropy", stroke: "series" }),
        dot(
          points.filter((row) => row.kept),
          { x: "images", y: "valid_cross_entropy", fill: "series" },
        ),
      ],
    }),
    sources: curves.artifacts,
    answerers: null,
    data: {
      header: ["net", "epoch", "images", "train loss", "valid cross-entropy", "valid accuracy", "kept"],
      rows: curves.rows.map((row) => [
        row.net,
        row.epoch,
        row.images,
        row.train_loss,
        row.valid_cross_entropy,
        row.valid_accuracy,
        row.kept,
      ]),
    },
  });
}
