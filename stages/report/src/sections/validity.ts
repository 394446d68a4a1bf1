import { dot, ruleX, ruleY, text } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted, figure } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Grade = NonNullable<ReportData["validity"]>["rows"][number];

/** What the net that judges "is this a face?" can tell apart, and how much of each kind passes. */
export function validitySection(data: ReportData): Html | null {
  const { validity } = data;
  if (!validity) return null;
  const { rows, artifacts } = validity;
  return html`<h2 id="validity">Validity</h2>
${figureBlock({
  id: "validity-kinds",
  title: TITLE,
  caption: `Area under the ROC curve, with its 95 % interval: how often a real test face scores higher than a picture of the kind (.5: chance, 1: always). At the right, the share of the kind whose p(face) reaches the threshold, and n. ${thresholdNote(rows)}`,
  body: areas(rows.filter((row) => row.auc !== null)),
  sources: artifacts,
  labels: labelsOf(data),
  data: {
    header: [
      "net",
      "kind",
      "split",
      "n",
      "area",
      "low",
      "high",
      "share passed",
      "rank correlation with degree",
    ],
    rows: rows.map((row) => [
      row.net,
      row.kind,
      row.split,
      row.n,
      row.auc,
      row.low,
      row.high,
      row.passed,
      row.degree_rho,
    ]),
  },
})}`;
}

const TITLE = "Real faces against each kind of non-face";

function thresholdNote(rows: readonly Grade[]): string {
  const real = (split: string) => rows.find((row) => row.kind === "face" && row.split === split);
  const [valid, test] = [real("valid"), real("test")];
  if (!valid || !test) return "";
  return `The threshold, ${figure(valid.threshold)}, was chosen on ${counted(valid.n, "real validation face")}; ${percent(test.passed)} of ${counted(test.n, "real test face")} pass it.`;
}

/** A row a kind, the hardest to tell at the bottom. */
function areas(rows: readonly Grade[]): Html {
  const shown = rows
    .toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0))
    .map((row) => ({
      ...row,
      name: row.kind.replaceAll("_", " "),
      note: `${percent(row.passed)} of ${row.n} pass`,
    }));
  return chart(TITLE, {
    width: 800,
    height: 60 + 20 * shown.length,
    marginTop: 10,
    marginLeft: 130,
    marginRight: 130,
    x: {
      label: "area under the ROC curve",
      grid: true,
      domain: [Math.min(0.5, ...shown.map((row) => row.low ?? 0.5)), 1],
    },
    y: { label: null, domain: shown.map((row) => row.name) },
    marks: [
      ruleX([0.5], { stroke: "#1c2430" }),
      ruleY(shown, { x1: "low", x2: "high", y: "name" }),
      dot(shown, { x: "auc", y: "name", fill: PALETTE[0], r: 3.5 }),
      text(shown, { text: "note", y: "name", frameAnchor: "right", textAnchor: "start", dx: 10 }),
    ],
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
