import { groupBy } from "@limen/tables";
import { cell } from "@observablehq/plot";
import { chart } from "../chart.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";

type Swap = NonNullable<ReportData["swaps"]>["rows"][number];

/** Is it this person? Every participant's model on every participant's answers, a picture a net. */
export function swapFigure(data: ReportData): Html | null {
  const { swaps } = data;
  if (!swaps || swaps.rows.length === 0) return null;
  const nets = [...groupBy(swaps.rows, (row) => row.net)];
  return figureBlock({
    id: "swaps",
    title: "Each participant's model on every participant's answers",
    caption: `A column is a participant's answers to new stimuli, a row a participant's bias and slope. Colour: nats a trial above the best model for that column; dark fits best. If every model fitted its own participant best, the diagonal would be darkest. Above each picture: how many of all participants are best predicted by their own model; the picture itself shows ${MOST_PEOPLE} at most, the first by name.`,
    body: html`<div class="charts">${nets.map(([net, rows]) => picture(net, rows))}</div>`,
    sources: swaps.artifacts,
    labels: labelsOf(data, swaps.rows),
    data: {
      header: ["net", "model of", "answers of", "trials", "nats a trial"],
      rows: swaps.rows.map((row) => [row.net, row.model_of, row.answers_of, row.trials, row.nats]),
    },
  });
}

/** A picture of more would make the file huge and its cells invisible. */
const MOST_PEOPLE = 40;

/** (nats a trial) Above this all is equally bad: one absurd cell must not bleach the rest. */
const MOST = 1;

function picture(net: string, rows: readonly Swap[]): Html {
  const columns = groupBy(rows, (row) => row.answers_of);
  const best = new Map([...columns].map(([id, own]) => [id, Math.min(...own.map((row) => row.nats))]));
  const identified = [...columns].filter(([id, own]) =>
    own.every((row) => row.model_of === id || row.nats > best.get(id)! + 1e-12),
  ).length;
  const shown = new Set([...columns.keys()].sort().slice(0, MOST_PEOPLE));
  const drawn = rows.filter((row) => shown.has(row.model_of) && shown.has(row.answers_of));
  const title = `${net}: models on answers`;
  const svg = chart(title, {
    width: 300,
    height: 300,
    marginTop: 12,
    marginLeft: 30,
    marginBottom: 30,
    x: { label: "answers of", padding: 0.04, tickFormat: () => "", tickSize: 0 },
    y: { label: "model of", padding: 0.04, tickFormat: () => "", tickSize: 0 },
    color: { scheme: "blues", reverse: true, domain: [0, MOST], clamp: true },
    marks: [
      cell(drawn, {
        x: "answers_of",
        y: "model_of",
        fill: (row: Swap) => row.nats - best.get(row.answers_of)!,
      }),
    ],
  });
  return html`<div><p>${net}: ${identified} of ${columns.size} best predicted by their own model (chance: 1)</p>${svg}</div>`;
}
