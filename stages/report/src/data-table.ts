import { type Html, html } from "./html.ts";
import { figure } from "./numbers.ts";

type Cell = string | number | boolean | null | undefined | Html;

/** A plain table; numbers are set to the right and shortened for reading. */
export function dataTable(header: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="scroll"><table><thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

function cell(value: Cell): Html {
  if (typeof value === "number") return html`<td class="number">${figure(value)}</td>`;
  if (typeof value === "boolean") return html`<td>${value ? "yes" : "no"}</td>`;
  return html`<td>${value ?? "–"}</td>`;
}
