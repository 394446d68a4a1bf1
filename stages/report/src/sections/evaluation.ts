import { dot, linearRegressionY, ruleX, ruleY } from "@observablehq/plot";
import { answerersOf } from "../answerers.ts";
import { chart, PALETTE } from "../chart.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";
import { figureText } from "./figure-texts.ts";

type Point = NonNullable<ReportData["points"]>["rows"][number];

/** The figures whose points the evaluation computed, one block a figure name. */
export function evaluationSection(data: ReportData): Html | null {
  const { points } = data;
  if (!points) return null;
  return html`<h2 id="figures">Evaluation</h2>
${[...groupBy(points.rows, (row) => row.figure)].map(([name, rows]) => pointFigure(data, name, rows))}`;
}

function pointFigure(data: ReportData, name: string, rows: readonly Point[]): Html {
  const text = figureText(name);
  return figureBlock({
    id: `figure-${name}`,
    title: text.title,
    caption: `${text.caption}${ceilingNote(data, text.ceiling)}`,
    body: text.kind === "scatter" ? scatter(text, rows) : ranges(text, rows),
    sources: data.points?.artifacts ?? [],
    answerers: answerersOf(rows),
    data: {
      header: ["series", "item", "x", "y", "low", "high"],
      rows: rows.map((row) => [row.series, row.item, row.x, row.y, row.low, row.high]),
    },
  });
}

type Text = ReturnType<typeof figureText>;

/** Points in the plane, a facet a series, with the least-squares line. */
function scatter(text: Text, rows: readonly Point[]): Html {
  const known = rows.filter((row) => row.x !== null && row.y !== null);
  const series = new Set(known.map((row) => row.series)).size;
  return chart(text.title, {
    width: Math.min(1000, 60 + 170 * series),
    height: 240,
    marginRight: 30,
    x: { label: text.x, grid: true, ticks: 3 },
    y: { label: text.y, grid: true },
    fx: { label: null },
    marks: [
      dot(known, { x: "x", y: "y", fx: "series", r: 2, fill: PALETTE[0], fillOpacity: 0.6 }),
      linearRegressionY(known, { x: "x", y: "y", fx: "series", stroke: PALETTE[1], ci: 0 }),
    ],
  });
}

/** One estimate a row with its interval. */
function ranges(text: Text, rows: readonly Point[]): Html {
  const known = rows
    .filter((row) => row.y !== null)
    .map((row) => ({ ...row, label: `${row.series} · ${row.item}` }));
  return chart(text.title, {
    height: 60 + 18 * new Set(known.map((row) => row.label)).size,
    marginLeft: 230,
    x: { label: text.y, grid: true },
    y: { label: null, domain: [...new Set(known.map((row) => row.label))] },
    marks: [
      ruleX([0], { stroke: "#1c2430" }),
      ruleY(
        known.filter((row) => row.low !== null && row.high !== null),
        { x1: "low", x2: "high", y: "label" },
      ),
      dot(known, { x: "y", y: "label", fill: PALETTE[0], r: 3.5 }),
    ],
  });
}

function ceilingNote(data: ReportData, measure: string | null): string {
  const ceiling =
    measure === null ? undefined : data.reliability?.rows.find((row) => row.measure === measure);
  if (!ceiling || ceiling.value === null) return "";
  return ` Ceiling for any model: ${ceiling.value.toFixed(2)}.`;
}
