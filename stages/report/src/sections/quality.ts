import { barX, dot, type Markish, ruleX, ruleY, tickX } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import type { Cell } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";
import { FIGURES, type MetricWords, type QualityFigure } from "./quality-words.ts";
import { stabilityGallery } from "./stability.ts";

type Quality = NonNullable<ReportData["quality"]>["rows"][number];

/** (px) of a chart, and of its plane, at least: three charts a row where the names of the lines are short. */
const CHART_WIDTH = 308;
const LEAST_PLANE = 180;
const LINE = 20;
const LETTER = 6.5;
const GREY = "#c3cad3";

const HEADER = [
  "arm",
  "sampler",
  "metric",
  "value",
  "low",
  "high",
  "real faces",
  "real low",
  "real high",
  "pictures",
  "real faces a draw",
  "train references",
  "net",
];

/** Whether the stimuli are faces on a boundary: metrics beside real faces, and the least and most stable stimuli. */
export function qualitySection(data: ReportData, shown: number): Html | null {
  const { quality, stability } = data;
  if (!quality && !stability) return null;
  return html`<h2 id="quality">Are they faces on a boundary?</h2>
${quality ? FIGURES.map((words) => metricsFigure(data, quality, words)) : null}
${stability ? stabilityGallery(data, stability, shown) : null}`;
}

function metricsFigure(
  data: ReportData,
  quality: NonNullable<ReportData["quality"]>,
  words: QualityFigure,
): Html | null {
  const metrics = [...words.charts.map(({ metric }) => metric), ...words.dataOnly];
  const rows = quality.rows.filter((row) => metrics.includes(row.metric));
  if (rows.length === 0) return null;
  const charts = words.charts.map((one) => {
    const own = rows.filter((row) => row.metric === one.metric && row.value !== null);
    return own.length === 0 ? null : metricChart(one, own, lineNamer(quality.rows));
  });
  return figureBlock({
    id: words.id,
    title: words.title,
    caption: words.caption,
    body: html`<div class="charts">${charts}</div>`,
    sources: quality.artifacts,
    labels: labelsOf(data),
    data: { header: HEADER, rows: metrics.flatMap((metric) => dataRows(rows, metric)) },
  });
}

/** The arm, and its sampler where the arm has several. */
function lineNamer(rows: readonly Quality[]): (row: Quality) => string {
  const samplers = (arm: string) => new Set(rows.filter((row) => row.arm === arm).map((row) => row.sampler));
  const several = new Set(rows.map((row) => row.arm).filter((arm) => samplers(arm).size > 1));
  return (row) => (several.has(row.arm) ? `${row.arm}, ${row.sampler}` : row.arm);
}

/** One metric: an arm a line, its interval, and grey what as many real faces reach. */
function metricChart(words: MetricWords, rows: readonly Quality[], nameOf: (row: Quality) => string): Html {
  const net = rows.find((row) => row.net !== null)?.net ?? "";
  const filled = (text: string) => text.replaceAll("{net}", net);
  const title = filled(words.title);
  const lines = rows.map((row) => ({ ...row, line: nameOf(row) }));
  const names = lines.map(({ line }) => line);
  const within = lines.filter((row) => row.low !== null && row.high !== null);
  const banded = lines.filter((row) => row.floor_low !== null && row.floor_high !== null);
  const left = 12 + LETTER * Math.max(...names.map((name) => name.length));
  const marks: Markish[] = [
    ruleX([0], { stroke: "#1c2430" }),
    barX(banded, { x1: "floor_low", x2: "floor_high", y: "line", fill: GREY, insetTop: 2, insetBottom: 2 }),
    tickX(
      lines.filter((row) => row.floor !== null),
      { x: "floor", y: "line", stroke: "#5b6673", strokeWidth: 2 },
    ),
    ruleY(within, { x1: "low", x2: "high", y: "line" }),
    dot(lines, { x: "value", y: "line", fill: PALETTE[0], r: 3.5 }),
  ];
  return html`<div><h4>${title}</h4><p>${filled(words.read)}</p>${chart(title, {
    width: Math.max(CHART_WIDTH, left + LEAST_PLANE),
    height: 50 + LINE * names.length,
    marginTop: 6,
    marginLeft: left,
    marginRight: 14,
    x: { label: words.unit, grid: true, ticks: 4 },
    y: { label: null, domain: names },
    marks,
  })}</div>`;
}

function dataRows(rows: readonly Quality[], metric: string): Cell[][] {
  return rows
    .filter((row) => row.metric === metric)
    .map((row) => [
      row.arm,
      row.sampler,
      row.metric,
      row.value,
      row.low,
      row.high,
      row.floor,
      row.floor_low,
      row.floor_high,
      row.n,
      row.floor_n,
      row.references,
      row.net,
    ]);
}
