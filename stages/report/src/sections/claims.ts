import { answerersOf } from "../answerers.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { figure, interval, probability } from "../numbers.ts";
import type { ReportData } from "../read.ts";

/** All claims with effect, interval, test and ceiling; none is hidden. */
export function claimsSection(data: ReportData): Html | null {
  const { claims } = data;
  if (!claims) return null;
  return html`<h2 id="claims">Claims</h2>
${figureBlock({
  id: "claims-table",
  title: "Claims of the paper, tested here",
  caption:
    "Every contrast that was tested is listed. p is corrected over all rows by Holm's method. supported: the interval excludes the null in the claimed direction and the corrected p is below 0.05, or, where there is no test, the interval clears the stated bound.",
  body: dataTable(
    [
      "claim",
      "contrast",
      "net",
      "effect [95 % interval]",
      "unit",
      "n",
      "ceiling",
      "p (Holm)",
      "supported",
      "test",
      "who answered",
    ],
    claims.rows.map((row) => [
      html`<b title="${row.statement}">${row.claim}</b>`,
      row.contrast,
      row.net,
      interval(row.effect, row.low, row.high),
      row.unit,
      `${row.n} ${row.n_unit}`,
      figure(row.ceiling),
      probability(row.p_holm),
      html`<span class="${row.supported}">${row.supported}</span>`,
      row.test,
      row.source,
    ]),
  ),
  sources: claims.artifacts,
  answerers: answerersOf(claims.rows),
  data: {
    header: ["claim", "contrast", "net", "read from (sha256)", "random stream"],
    rows: claims.rows.map((row) => [row.claim, row.contrast, row.net, row.artifact, row.seed]),
  },
})}`;
}
