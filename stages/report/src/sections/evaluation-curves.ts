import { areaY, dot, lineY, ruleX, ruleY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import type { Html } from "../html.ts";
import type { ReportData } from "../read.ts";
import type { figureText } from "./figure-texts.ts";

type Point = NonNullable<ReportData["points"]>["rows"][number];
type Text = ReturnType<typeof figureText>;

/** A line a series over x, its intervals behind it. */
export function drawCurves(text: Text, rows: readonly Point[]): Html {
  const known = rows.filter((row) => row.x !== null && row.y !== null);
  const bounded = known.filter((row) => row.low !== null && row.high !== null);
  return chart(text.title, {
    height: 320,
    marginLeft: 50,
    x: { label: text.x, grid: true },
    y: { label: text.y, grid: true, nice: true, zero: true },
    color: { legend: true, range: [...PALETTE] },
    marks: [
      areaY(bounded, { x: "x", y1: "low", y2: "high", z: "series", fill: "series", fillOpacity: 0.15 }),
      lineY(known, { x: "x", y: "y", z: "series", stroke: "series" }),
      dot(known, { x: "x", y: "y", fill: "series", r: 2.5 }),
    ],
  });
}

/** A point a participant with its interval, in order of the estimate, a panel a series. */
export function drawRanked(text: Text, rows: readonly Point[]): Html {
  const known = rows.filter((row) => row.x !== null && row.y !== null);
  const series = new Set(known.map((row) => row.series)).size;
  return chart(text.title, {
    height: 54 + 170 * series,
    marginLeft: 50,
    marginRight: 90,
    x: { label: text.x, ticks: [] },
    y: { label: text.y, grid: true, nice: true, ticks: 5 },
    fy: { label: null },
    marks: [
      ruleY([0], { stroke: "#1c2430" }),
      ruleX(
        known.filter((row) => row.low !== null && row.high !== null),
        { x: "x", y1: "low", y2: "high", fy: "series", stroke: PALETTE[0], strokeOpacity: 0.5 },
      ),
      dot(known, { x: "x", y: "y", fy: "series", fill: PALETTE[0], r: 2.5 }),
    ],
  });
}
