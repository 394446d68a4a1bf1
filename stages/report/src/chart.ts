import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, html, raw } from "./html.ts";

/** Style that lets a chart shrink on a narrow page, but not beyond legible text: then it scrolls. */
export const leastWidth = (width: number): string => `min-width:${Math.round(0.7 * width)}px`;

/** A chart as SVG text: drawn without a browser, the same bytes for the same data. */
export function chart(title: string, options: PlotOptions): Html {
  const { document } = parseHTML("<html><body></body></html>");
  const drawn = plot({
    document: document as unknown as Document,
    width: 640,
    marginTop: 30,
    marginBottom: 44,
    className: "plot",
    ariaLabel: title,
    ...options,
  });
  // With a legend, Plot gives a figure of legend and SVG; the name and the role belong to the SVG alone.
  const svg = drawn.querySelector(":scope > svg") ?? drawn;
  const legend = svg === drawn ? null : drawn.querySelector(":scope > div");
  svg.setAttribute("role", "img");
  const width = Number(svg.getAttribute("width"));
  svg.setAttribute("style", `font-size:12px;font-family:inherit;overflow:visible;${leastWidth(width)}`);
  return html`<div class="chart">${legend ? raw(legend.outerHTML) : null}${raw(svg.outerHTML)}</div>`;
}

/** Colours that stay apart for colour-blind eyes (Okabe and Ito 2008). */
export const PALETTE = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#7f7f7f",
  "#b2a100",
] as const;
