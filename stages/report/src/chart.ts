import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, raw } from "./html.ts";

/** A chart as SVG text: drawn without a browser, the same bytes for the same data. */
export function chart(title: string, options: PlotOptions): Html {
  const { document } = parseHTML("<html><body></body></html>");
  const drawn = plot({
    document: document as unknown as Document,
    width: 640,
    className: "plot",
    ariaLabel: title,
    style: { fontFamily: "inherit", overflow: "visible" },
    ...options,
  });
  drawn.setAttribute("role", "img");
  return raw(drawn.outerHTML);
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
