import { groupBy } from "@limen/tables";
import { dot, lineY, ruleY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import type { Html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";

type FewShot = NonNullable<ReportData["fewShot"]>["rows"][number];

/** What each rung gains from few trials of a participant, a panel a net; old and new people together. */
export function fewShotFigure(data: ReportData): Html | null {
  const { fewShot } = data;
  if (!fewShot || fewShot.rows.length === 0) return null;
  const points = [
    ...groupBy(fewShot.rows, (row) => `${row.net}|${row.model}|${row.train_trials}`).values(),
  ].map(together);
  const title = "Gain from few trials of a participant";
  const nets = new Set(points.map((point) => point.net)).size;
  return figureBlock({
    id: "few-shot",
    title,
    caption:
      "Gain over the group model in nats a trial on new stimuli, mean over participants with that many training trials, above zero is better. Bases and pull are those learnt from all old people; only the participant's own trials are few. A line that lies on zero: the rung chose the group model.",
    body: chart(title, {
      height: 60 + 150 * nets,
      marginRight: 90,
      x: { type: "log", label: "training trials of the participant", ticks: [10, 20, 50, 100, 200, 400] },
      y: { label: "gain (nats a trial)", grid: true, nice: true, ticks: 5 },
      fy: { label: null },
      color: { legend: true, range: [...PALETTE] },
      marks: [
        ruleY([0]),
        lineY(points, { x: "trials", y: "gain", fy: "net", stroke: "model", z: "model" }),
        dot(points, { x: "trials", y: "gain", fy: "net", fill: "model", r: 3 }),
      ],
    }),
    sources: fewShot.artifacts,
    labels: labelsOf(data, fewShot.rows),
    data: {
      header: [
        "net",
        "model",
        "people",
        "training trials",
        "participants",
        "gain (nats a trial)",
        "its standard error",
      ],
      rows: fewShot.rows.map((row) => [
        row.net,
        row.model,
        row.people,
        row.train_trials,
        row.participants,
        row.gain,
        row.gain_error,
      ]),
    },
  });
}

/** Old and new people as one group. */
function together(rows: readonly FewShot[]) {
  const { net, model, train_trials } = rows[0]!;
  const participants = rows.reduce((sum, row) => sum + row.participants, 0);
  const gain = rows.reduce((sum, row) => sum + row.gain * row.participants, 0) / participants;
  return { net, model, trials: train_trials, gain };
}

/** How many kinds of people there are. */
export function clustersFigure(data: ReportData): Html | null {
  const { clusters } = data;
  if (!clusters || clusters.rows.length === 0) return null;
  const header = ["net", "clusters", "taken", "gain (nats a trial)", "standard error", "stability"];
  const rows = clusters.rows.map((row) => [
    row.net,
    row.clusters,
    row.chosen,
    row.gain,
    row.gain_error,
    row.stability,
  ]);
  const title = "Kinds of people";
  return figureBlock({
    id: "clusters",
    title,
    caption:
      "A mixture over people. Gain: nats a trial over one cluster, held-out answers to new stimuli. Stability: adjusted Rand index between the partition and those of people drawn anew, one is the same partition each time. Where people vary continuously, more clusters predict a little better without being kinds: then no partition is stable. Taken: one cluster unless the inner folds prefer several, then the most stable number.",
    body: dataTable(title, header, rows),
    sources: clusters.artifacts,
    labels: labelsOf(data, clusters.rows),
    data: { header, rows },
  });
}
