import { groupBy } from "@limen/tables";
import { dot, linearRegressionY, ruleX, ruleY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";
import { drawCurves, drawRanked } from "./evaluation-curves.ts";
import { figureText } from "./figure-texts.ts";
import { swapFigure } from "./swaps.ts";

type Point = NonNullable<ReportData["points"]>["rows"][number];

/** The figures whose points the evaluation computed, one block a figure name. */
export function evaluationSection(data: ReportData): Html | null {
  const { points } = data;
  if (!points) return null;
  return html`<h2 id="figures">Evaluation</h2>
${[...groupBy(points.rows, (row) => row.figure)].map(([name, rows]) => pointFigure(data, name, rows))}
${swapFigure(data)}`;
}

function pointFigure(data: ReportData, name: string, rows: readonly Point[]): Html {
  const text = figureText(name);
  return figureBlock({
    id: `figure-${name}`,
    title: text.title,
    caption: `${text.caption}${ceilingNote(data, text.ceiling)}`,
    body: draw(text, rows),
    sources: data.points?.artifacts ?? [],
    labels: labelsOf(data, rows),
    data: {
      header: ["series", "item", text.x === "" ? "x" : `x: ${text.x}`, `y: ${text.y}`, "y low", "y high"],
      rows: rows.map((row) => [row.series, row.item, row.x, row.y, row.low, row.high]),
    },
  });
}

type Text = ReturnType<typeof figureText>;

function draw(text: Text, rows: readonly Point[]): Html {
  switch (text.kind) {
    case "ranges":
      return ranges(text, rows);
    case "curves":
      return drawCurves(text, rows);
    case "ranked":
      return drawRanked(text, rows);
    default:
      return scatter(text, rows);
  }
}

/** Points in the plane, a panel a series, with the least-squares line or the zeros of both axes. */
function scatter(text: Text, rows: readonly Point[]): Html {
  const known = rows.filter((row) => row.x !== null && row.y !== null);
  const series = new Set(known.map((row) => row.series)).size;
  return chart(text.title, {
    width: Math.min(990, 90 + 225 * series),
    height: 300,
    marginTop: 48,
    marginLeft: 50,
    x: { label: text.x, grid: true, ticks: 3, nice: true },
    y: { label: text.y, grid: true, nice: true },
    fx: { label: null },
    marks: [
      ...(text.kind === "gains" ? [ruleX([0]), ruleY([0])] : []),
      dot(known, { x: "x", y: "y", fx: "series", r: 2, fill: PALETTE[0], fillOpacity: 0.6 }),
      ...(text.kind === "scatter"
        ? [
            linearRegressionY(withSlope(known), {
              x: "x",
              y: "y",
              fx: "series",
              z: null,
              stroke: PALETTE[1],
              ci: 0,
            }),
          ]
        : []),
    ],
  });
}

/** Points of the series that have a least-squares line: those that do not all stand at one x. */
function withSlope(points: readonly Point[]): Point[] {
  const series = groupBy(points, (point) => point.series);
  return points.filter((point) => new Set(series.get(point.series)!.map(({ x }) => x)).size > 1);
}

/** (px) width of a letter of the charts' text in any usual font, at most */
const LETTER = 7;

/** One estimate a row with its interval, a panel a series. */
function ranges(text: Text, rows: readonly Point[]): Html {
  const known = rows.filter((row) => row.y !== null);
  const items = [...new Set(known.map((row) => row.item))];
  const series = [...new Set(known.map((row) => row.series))];
  const longest = (names: readonly string[]) => LETTER * Math.max(0, ...names.map((name) => name.length));
  // One series needs no panel of its own, nor its name.
  const facet = series.length > 1 ? { fy: "series" } : {};
  return chart(text.title, {
    width: 800,
    marginTop: 10,
    height: 54 + series.length * (14 + 20 * items.length),
    marginLeft: 16 + longest(items),
    marginRight: series.length > 1 ? 16 + longest(series) : 24,
    x: { label: text.y, grid: true },
    y: { label: null, domain: items },
    fy: { label: null, domain: series },
    marks: [
      ruleX([0], { stroke: "#1c2430" }),
      ruleY(
        known.filter((row) => row.low !== null && row.high !== null),
        { x1: "low", x2: "high", y: "item", ...facet },
      ),
      dot(known, { x: "y", y: "item", fill: PALETTE[0], r: 3.5, ...facet }),
    ],
  });
}

function ceilingNote(data: ReportData, measure: string | null): string {
  const ceiling =
    measure === null ? undefined : data.reliability?.rows.find((row) => row.measure === measure);
  if (!ceiling || ceiling.value === null) return "";
  return ` Ceiling of the rank correlation for any model: ${ceiling.value.toFixed(2)}.`;
}
