import { element } from "@limen/participant-page/elements";
import { fill } from "@limen/participant-page/strings";
import { type Shown, strings } from "./strings.ts";

/** Bars of more than this many numbers of answers are put together, so that a phone can show them. */
const MOST_BARS = 10;

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly isEnough: boolean;
}

/** Bars, and the same numbers as a table for those who do not see them. */
export function histogram(counts: readonly number[], wanted: number, shown: Shown): HTMLElement {
  const caption = fill(strings.histogramCaption, { wanted, heads: shown.heads });
  const bars = barsOf(counts, wanted);
  const most = Math.max(...bars.map(({ count }) => count), 1);
  const drawn = bars.map(({ label, count, isEnough }) => {
    const bar = element("div", { className: isEnough ? "bar enough" : "bar" });
    // Set by a script's hand, which the content security policy allows; a style attribute in HTML it would not.
    bar.style.height = `${(100 * count) / most}%`;
    return element("div", { className: "column" }, [
      element("span", {}, [String(count)]),
      element("div", { className: "rod" }, [bar]),
      element("span", {}, [label]),
    ]);
  });
  const rows = bars.map(({ label, count }) =>
    element("tr", {}, [element("th", { scope: "row" }, [label]), element("td", {}, [String(count)])]),
  );
  return element("figure", {}, [
    element("figcaption", {}, [caption]),
    element("div", { className: "bars", aria: { hidden: "true" } }, drawn),
    element("table", { className: "unseen" }, [
      element("caption", {}, [caption]),
      element("thead", {}, [
        element("tr", {}, [
          element("th", { scope: "col" }, [strings.histogramAnswers]),
          element("th", { scope: "col" }, [shown.heads]),
        ]),
      ]),
      element("tbody", {}, rows),
    ]),
  ]);
}

/** @param counts how many stimuli have 0, 1, 2, … answers; bars begin with the first that any has. */
export function barsOf(counts: readonly number[], wanted: number): Bar[] {
  const first = Math.max(
    counts.findIndex((count) => count > 0),
    0,
  );
  const width = Math.ceil((counts.length - first) / MOST_BARS);
  return Array.from({ length: Math.ceil((counts.length - first) / width) }, (_, i) => {
    const from = first + i * width;
    const to = Math.min(from + width, counts.length) - 1;
    return {
      label: from === to ? String(from) : `${from}–${to}`,
      count: counts.slice(from, to + 1).reduce((a, b) => a + b, 0),
      isEnough: from >= wanted,
    };
  });
}
