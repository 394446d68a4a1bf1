import { element } from "@limen/participant-page/elements";

type Cell = string | Node;

/** A table with headers of columns and of rows; wide ones scroll in a frame that keys can reach. */
export function table(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): HTMLElement {
  const head = columns.map((name) => (name === "" ? element("td") : element("th", { scope: "col" }, [name])));
  const body = rows.map(([first, ...cells]) =>
    element("tr", {}, [
      element("th", { scope: "row" }, [first!]),
      ...cells.map((cell) => element("td", {}, [cell])),
    ]),
  );
  return element("div", { className: "frame", tabIndex: 0, aria: { role: "region", label } }, [
    element("table", {}, [element("thead", {}, [element("tr", {}, head)]), element("tbody", {}, body)]),
  ]);
}

export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
