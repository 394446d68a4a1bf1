import { groupBy } from "@limen/tables";
import { dot, lineY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";

/** Metrics of the table, their headings, and what to multiply by for the heading's unit. */
const COLUMNS: readonly (readonly [metric: string, heading: string, factor: number])[] = [
  ["accuracy", "accuracy", 1],
  ["macro_recall", "mean recall", 1],
  ["cross_entropy", "cross-entropy (nats)", 1],
  ["ece", "calibration error", 1],
  ["entropy_spearman", "entropy correlation (rho)", 1],
  ["temperature", "temperature", 1],
  ["parameters", "parameters (thousands)", 1e-3],
  ["gflop", "MFLOP an image", 1e3],
];

/** The zoo: held-out metrics after temperature scaling, and learning curves. */
export function classifiersSection(data: ReportData): Html | null {
  const { metrics, curves } = data;
  if (!metrics) return null;
  const title = "Nets on held-out test faces";
  return html`<h2 id="classifiers">Classifiers</h2>
${figureBlock({
  id: "classifier-metrics",
  title,
  caption:
    "accuracy: share of faces whose majority class is predicted. mean recall: over classes. cross-entropy: to the distribution of votes. calibration error: expected (ECE). entropy correlation: Spearman's, between the entropy of the net and that of the votes.",
  body: metricsTable(title, metrics.rows),
  sources: metrics.artifacts,
  labels: labelsOf(data),
  data: null,
})}
${curves ? learningCurves(data, curves) : null}`;
}

function metricsTable(title: string, rows: NonNullable<ReportData["metrics"]>["rows"]): Html {
  const nets = groupBy(
    rows.filter((row) => row.split === "test"),
    (row) => row.net,
  );
  return dataTable(
    title,
    ["net", ...COLUMNS.map(([, heading]) => heading), "faces"],
    [...nets].map(([net, own]) => [
      net,
      ...COLUMNS.map(([metric, , factor]) => {
        const value = own.find((row) => row.metric === metric)?.value ?? null;
        return value === null ? null : value * factor;
      }),
      own[0]?.n ?? null,
    ]),
  );
}

function learningCurves(data: ReportData, curves: NonNullable<ReportData["curves"]>): Html {
  const title = "Cross-entropy on validation faces while training";
  return figureBlock({
    id: "learning-curves",
    title,
    caption: "A line a net; the dot marks the epoch whose weights were kept. Lower is better.",
    body: chart(title, {
      height: 340,
      x: { label: "training images seen", nice: true },
      y: { label: "cross-entropy (nats)", grid: true },
      color: { legend: true, range: [...PALETTE], domain: [...new Set(curves.rows.map((row) => row.net))] },
      marks: [
        // z is given, since Plot warns of a series it guesses when nets have but a point or two.
        lineY(curves.rows, { x: "images", y: "valid_cross_entropy", stroke: "net", z: "net" }),
        dot(
          curves.rows.filter((row) => row.kept),
          { x: "images", y: "valid_cross_entropy", fill: "net", r: 4 },
        ),
      ],
    }),
    sources: curves.artifacts,
    labels: labelsOf(data),
    data: {
      header: [
        "net",
        "epoch",
        "images",
        "train loss (nats)",
        "valid cross-entropy (nats)",
        "valid accuracy",
        "kept",
      ],
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
