import { line } from "@observablehq/plot";
import { chart } from "../chart.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
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
    "Each row of faces grows from the same noise; only the length of training differs. Unguided by any classifier.",
  body: html`${sheets.map(
    ([images, rows]) =>
      html`<p>after ${images} training images</p><div class="sheet">${rows
        .slice(0, shown)
        .map((row) =>
          faceImage(row.image, `sample ${row.sample}${row.class === null ? "" : `, ${row.class}`}`, 72),
        )}</div>`,
  )}`,
  sources: priorSamples.artifacts,
  answerers: null,
  data: null,
})}
${priorLoss ? lossByLevel(priorLoss) : null}`;
}

function lossByLevel(loss: NonNullable<ReportData["priorLoss"]>): Html {
  const title = "Denoising loss by noise level";
  const points = loss.rows.map((row) => ({ ...row, band: `${row.sigma_low}–${row.sigma_high}` }));
  return figureBlock({
    id: "prior-loss",
    title,
    caption:
      "Weighted squared error of the denoised estimate, a line for each band of sigma (pixel units, faces in [-1, 1]).",
    body: chart(title, {
      height: 280,
      x: { label: "training images seen" },
      y: { label: "weighted loss", type: "log", grid: true },
      color: { legend: true, label: "sigma" },
      marks: [
        line(
          points.filter((row) => row.loss !== null),
          { x: "images", y: "loss", stroke: "band" },
        ),
      ],
    }),
    sources: loss.artifacts,
    answerers: null,
    data: {
      header: ["images", "sigma from", "sigma to", "loss", "n"],
      rows: loss.rows.map((row) => [row.images, row.sigma_low, row.sigma_high, row.loss, row.n]),
    },
  });
}
