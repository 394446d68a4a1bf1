import { groupBy } from "@limen/tables";
import type { Cell } from "../data-table.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted, figure, interval } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Stability = NonNullable<ReportData["stability"]>["rows"][number];
type Stimulus = NonNullable<ReportData["stimuli"]>["rows"][number];

const HEADER = [
  "stimulus",
  "arm",
  "sampler",
  "pair",
  "guides",
  "p a",
  "p b",
  "share",
  "share in guide 2",
  "stable",
  "held-out p a",
  "held-out p b",
  "held-out share",
  "held-out stable",
  "held-out agrees",
  "held-out entropy (bits)",
  "entropy, matched natural face (bits)",
];

/** Each arm's least and most stable stimuli: by the smaller of the two probabilities, mean over the changed pictures. */
export function stabilityGallery(
  data: ReportData,
  stability: NonNullable<ReportData["stability"]>,
  shown: number,
): Html | null {
  const { stimuli } = data;
  const pictures = new Map(stimuli?.rows.map((row) => [keyOf(row), row]));
  const arms = [...groupBy(stability.rows, (row) => row.arm)];
  if (arms.length === 0) return null;
  return figureBlock({
    id: "stability",
    title: "Least and most stable boundary stimuli",
    caption:
      "Ordered by the smaller of the two probabilities, mean over eight small changes of the picture. Below each face: the mean probability of each class in the net that was to see it [least, greatest over the changes].",
    body: html`${arms.map(([arm, rows]) => ends(arm, rows, pictures, shown))}`,
    sources: [...stability.artifacts, ...(stimuli?.artifacts ?? [])],
    labels: labelsOf(data),
    data: { header: HEADER, rows: stability.rows.map(dataRow) },
  });
}

function keyOf(row: { readonly stimulus_id: string; readonly sampler: string }): string {
  return `${row.sampler} ${row.stimulus_id}`;
}

function ends(
  arm: string,
  rows: readonly Stability[],
  pictures: ReadonlyMap<string, Stimulus>,
  shown: number,
): Html {
  const held = (row: Stability) => Math.min(row.p_a, row.p_b);
  const ordered = [...rows].sort((x, y) => held(x) - held(y));
  const count = Math.min(shown, Math.floor(ordered.length / 2) || 1);
  const stable = rows.filter((row) => row.stable).length;
  const strip = (name: string, own: readonly Stability[]) =>
    html`<h4>${arm}, ${name}</h4><div class="gallery">${own.map((row) => card(row, pictures.get(keyOf(row))))}</div>`;
  return html`<p>${arm}: ${stable} of ${counted(rows.length, "stimulus", "stimuli")} on the boundary under small changes.</p>
${strip("least stable", ordered.slice(0, count))}
${strip("most stable", ordered.slice(-count).reverse())}`;
}

/** A stimulus whose picture the report was not given stands as text. */
function card(row: Stability, stimulus: Stimulus | undefined): Html {
  const face = stimulus && faceImage(stimulus.image, `stimulus ${row.stimulus_id}`, 117);
  const whole = (p: number) => Math.round(100 * p);
  const line = (name: string, p: number, low: number, high: number) =>
    html`<br>${name} ${whole(p)} % [${whole(low)}, ${whole(high)}]`;
  return html`<div class="card">${face ?? row.stimulus_id}<b>${row.stable ? "stable" : "not stable"}</b>${line(
    row.class_a,
    row.p_a,
    row.p_a_low,
    row.p_a_high,
  )}${line(row.class_b, row.p_b, row.p_b_low, row.p_b_high)}</div>`;
}

function dataRow(row: Stability): Cell[] {
  return [
    row.stimulus_id,
    row.arm,
    row.sampler,
    `${row.class_a} / ${row.class_b}`,
    [row.guide_1, row.guide_2].filter((guide) => guide !== null).join(" vs "),
    interval(row.p_a, row.p_a_low, row.p_a_high),
    interval(row.p_b, row.p_b_low, row.p_b_high),
    figure(row.share),
    figure(row.share_2),
    row.stable,
    row.held_out_p_a,
    row.held_out_p_b,
    row.held_out_share,
    row.held_out_stable,
    row.held_out_agrees,
    row.held_out_entropy,
    row.natural_entropy,
  ];
}
