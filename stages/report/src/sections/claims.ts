import type { ExpectedClaim } from "@limen/claims";
import { groupBy } from "@limen/tables";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted, figure, interval, probability } from "../numbers.ts";
import type { ReportData } from "../read.ts";
import { expectationsFigure } from "./expectations.ts";
import { type Claim, headline, tally } from "./headline.ts";

/** The claims, a row each; behind each, every contrast with effect, interval, test and ceiling. None is hidden. */
export function claimsSection(data: ReportData, expected: readonly ExpectedClaim[] | null): Html | null {
  const { claims } = data;
  if (!claims) return null;
  const byClaim = [...groupBy(claims.rows, (row) => row.claim)];
  return html`<h2 id="claims">Claims</h2>
${expectationsFigure(data, expected)}
${figureBlock({
  id: "claims-table",
  title: "Claims of the paper, tested here",
  caption:
    "A row shows the main contrast of a claim; where it was tested in several nets, that of the median effect. Below, every contrast is listed. yes: the interval lies above the null in the claimed direction and p, corrected by Holm's method (main contrasts over themselves, all others over every test of the table), is below the evaluation's level (0.05 by default). no: the interval lies at or below the null. unclear: tested, and neither. not tested: the data for it are missing. described: a count, share or control with which nothing is tested.",
  body: html`${dataTable(
    "Main contrast of each claim",
    [
      "claim and its main contrast",
      "supported",
      "effect [95 % interval]",
      "n",
      "p (Holm)",
      "all contrasts of the claim",
    ],
    byClaim.flatMap(([, rows]) => headlineRow(rows)),
  )}
${byClaim.map(([name, rows]) => allContrasts(name, rows))}`,
  sources: claims.artifacts,
  labels: labelsOf(data, claims.rows),
  data: {
    header: ["claim", "contrast", "net", "read from (sha256)", "random stream"],
    rows: claims.rows.map((row) => [row.claim, row.contrast, row.net, row.artifact, row.seed]),
  },
})}`;
}

function headlineRow(rows: readonly Claim[]) {
  const found = headline(rows);
  if (!found) return [];
  const { row, all } = found;
  const where = all.length > 1 ? `; ${row.net ?? "this one"} has the median effect of ${all.length}` : "";
  return [
    [
      html`<span class="claim"><b>${row.claim}</b> ${row.statement}</span>${row.contrast}${where}`,
      all.length > 1 ? html`${badge(row)} here; ${tally(all)} of ${all.length}` : badge(row),
      html`<span class="together">${interval(row.effect, row.low, row.high)}</span><br>${row.unit}`,
      `${row.n} ${row.n_unit}`,
      probability(row.p_holm),
      tally(rows),
    ],
  ];
}

function allContrasts(name: string, rows: readonly Claim[]): Html {
  const contrasts = counted(rows.length, "contrast");
  return html`<details><summary>${name}: all ${contrasts} (${tally(rows)})</summary>
${dataTable(
  `${name}, all ${contrasts}`,
  [
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
  rows.map((row) => [
    row.contrast,
    row.net,
    html`<span class="together">${interval(row.effect, row.low, row.high)}</span>`,
    row.unit,
    `${row.n} ${row.n_unit}`,
    figure(row.ceiling),
    probability(row.p_holm),
    badge(row),
    row.test,
    row.source,
  ]),
)}</details>
`;
}

function badge(row: Claim): Html {
  return html`<span class="${row.supported.replace(" ", "-")}">${row.supported}</span>`;
}
