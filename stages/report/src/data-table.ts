import { type Html, html } from "./html.ts";
import { figure } from "./numbers.ts";

export type Cell = string | number | boolean | null | undefined | Html;

/** (rows) A longer table scrolls in a box of its own; the box can be reached by keyboard. */
const TALL = 14;

/**
 * A plain table; numbers are set to the right and shortened for reading. The caption is for screen readers: on the
 * page, the heading above says the same.
 */
export function dataTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): Html {
  const table = html`<table><caption>${caption}</caption><thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table>`;
  return rows.length > TALL
    ? html`<div class="scroll tall" tabindex="0" role="region" aria-label="${caption}">${table}</div>`
    : html`<div class="scroll">${table}</div>`;
}

function cell(value: Cell): Html {
  if (typeof value === "number") return html`<td class="number">${figure(value)}</td>`;
  if (typeof value === "boolean") return html`<td>${value ? "yes" : "no"}</td>`;
  return html`<td>${value ?? "–"}</td>`;
}
