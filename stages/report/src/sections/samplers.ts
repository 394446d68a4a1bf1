import { groupBy, isBoundaryArm } from "@limen/tables";
import { type Cell, dataTable } from "../data-table.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { figure, mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Attempt = NonNullable<ReportData["attempts"]>["rows"][number];

/** (faces) of each sampler's strip. */
const STRIP = 12;
const FACE_SIDE = 75;

const HEADER = [
  "arm",
  "sampler",
  "attempts",
  "on target (share)",
  "valid (share)",
  "accepted (share)",
  "held-out net agrees (share of accepted)",
  "validity (mean over attempts)",
  "prior evaluations an accepted stimulus",
  "GFLOP an accepted stimulus",
];

/** Samplers side by side: yields, quality, cost, and their first stimuli. Null unless several were run. */
export function samplersSection(data: ReportData): Html | null {
  const { attempts, ledger, stimuli } = data;
  if (!attempts || !ledger || !stimuli) return null;
  const boundary = attempts.rows.filter((row) => isBoundaryArm(row.arm));
  const samplers = [...new Set(boundary.map((row) => row.sampler))];
  if (samplers.length < 2) return null;
  const labels = labelsOf(data);
  const rows = [...groupBy(boundary, cellOf)].map(([cell, own]) =>
    samplerRow(own, costOf(ledger.rows, cell)),
  );
  const title = "Samplers side by side";
  return html`<h2 id="samplers">Samplers</h2>
${figureBlock({
  id: "samplers-table",
  title,
  caption:
    "Every sampler had the same prior, guides, pairs, attempts and filters. An attempt is on target when its guides meet the arm's thresholds on the stored picture, valid when it passes the filters of validity (as likely to the prior as real faces are and, where a validity net filters, a face to that net), accepted when both. An evaluation is one image through the prior, forward or backward.",
  body: dataTable(title, HEADER, rows),
  sources: [...attempts.artifacts, ...ledger.artifacts],
  labels,
  data: null,
})}
${figureBlock({
  id: "samplers-faces",
  title: "First stimuli of each sampler",
  caption: "In order of the attempts, accepted ones only; chosen by nobody.",
  body: html`${samplers.map((sampler) => strip(stimuli.rows, sampler))}`,
  sources: stimuli.artifacts,
  labels,
  data: null,
})}`;
}

function cellOf(row: { readonly arm: string; readonly sampler: string }): string {
  return `${row.arm} ${row.sampler}`;
}

function costOf(rows: NonNullable<ReportData["ledger"]>["rows"], cell: string) {
  const own = rows.filter((row) => cellOf(row) === cell);
  const sum = (value: (row: (typeof own)[number]) => number) =>
    own.reduce((total, row) => total + value(row), 0);
  return { prior: sum((row) => row.prior_forward + row.prior_backward), gflop: sum((row) => row.gflop) };
}

function samplerRow(
  own: readonly Attempt[],
  cost: { readonly prior: number; readonly gflop: number },
): Cell[] {
  const share = (met: (row: Attempt) => boolean, among = own) =>
    among.length === 0 ? null : among.filter(met).length / among.length;
  const accepted = own.filter((row) => row.accepted);
  const judged = accepted.filter((row) => row.held_out_agrees !== null);
  const each = (value: number) => (accepted.length === 0 ? null : value / accepted.length);
  return [
    own[0]!.arm,
    own[0]!.sampler,
    own.length,
    figure(share((row) => row.on_target)),
    figure(share((row) => row.valid)),
    figure(share((row) => row.accepted)),
    figure(share((row) => row.held_out_agrees === true, judged)),
    figure(mean(own.map((row) => row.validity))),
    figure(each(cost.prior)),
    figure(each(cost.gflop)),
  ];
}

function strip(rows: NonNullable<ReportData["stimuli"]>["rows"], sampler: string): Html {
  const own = rows.filter((row) => row.sampler === sampler && isBoundaryArm(row.arm)).slice(0, STRIP);
  return html`<h4>${sampler}${own.length === 0 ? ": none accepted" : null}</h4>
<div class="gallery">${own.map((row) => faceImage(row.image, `${sampler}, ${row.class_a} or ${row.class_b}`, FACE_SIDE))}</div>`;
}
