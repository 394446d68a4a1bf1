import { groupBy } from "@limen/tables";
import { dot, line } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted } from "../numbers.ts";
import type { ReportData } from "../read.ts";

/** The diffusion prior: the same noise turned into faces at several lengths of training, and its loss by noise level. */
export function priorSection(data: ReportData, shown: number): Html | null {
  const { priorSamples, priorLoss } = data;
  if (!priorSamples) return null;
  const sheets = [...groupBy(priorSamples.rows, (row) => String(row.images))];
  return html`<h2 id="prior">Prior</h2>
${figureBlock({
  id: "prior-samples",
  title: "Samples as training goes on",
  caption:
    "The face at a place of each sheet grows from the same noise; only the length of training differs. Unguided by any classifier.",
  body: html`${sheets.map(
    ([images, rows]) =>
      html`<h4>After ${counted(Number(images), "training image")}</h4><div class="sheet">${rows
        .slice(0, shown)
        .map((row) =>
          faceImage(
            row.image,
            `sample ${row.sample}${row.class === null ? "" : `, ${row.class}`}, after ${images} images`,
            60,
          ),
        )}</div>`,
  )}`,
  sources: priorSamples.artifacts,
  labels: labelsOf(data),
  data: null,
})}
${priorLoss ? lossByLevel(data, priorLoss) : null}`;
}

function lossByLevel(data: ReportData, loss: NonNullable<ReportData["priorLoss"]>): Html {
  const title = "Denoising loss by noise level";
  const points = loss.rows
    .filter((row) => row.loss !== null)
    .toSorted((a, b) => a.sigma_low - b.sigma_low || a.images - b.images)
    .map((row) => ({ ...row, band: `sigma ${row.sigma_low} to ${row.sigma_high}` }));
  return figureBlock({
    id: "prior-loss",
    title,
    caption:
      "Weighted squared error of the denoised estimate, a line for each band of sigma, the standard deviation of the noise (pixel units, faces in [-1, 1]). Where the prior is several nets, each counts its own images.",
    body: chart(title, {
      height: 340,
      x: { label: "training images seen", nice: true },
      y: { label: "weighted squared error (log scale)", type: "log", grid: true, tickFormat: "~g" },
      color: { legend: true, range: [...PALETTE], domain: [...new Set(points.map((row) => row.band))] },
      marks: [
        line(points, { x: "images", y: "loss", stroke: "band", z: "band" }),
        dot(points, { x: "images", y: "loss", fill: "band", r: 2 }),
      ],
    }),
    sources: loss.artifacts,
    labels: labelsOf(data),
    data: {
      header: ["images", "sigma from", "sigma to", "loss", "n"],
      rows: loss.rows.map((row) => [row.images, row.sigma_low, row.sigma_high, row.loss, row.n]),
    },
  });
}
