import type { InputArtifact } from "@limen/stage";
import { type Cell, dataTable } from "./data-table.ts";
import { type Html, html } from "./html.ts";
import type { Label } from "./labels.ts";
import { counted } from "./numbers.ts";
import { sourceLine } from "./source.ts";

export interface FigureBlock {
  readonly id: string;
  readonly title: string;
  /** What to look at, in a sentence or two. */
  readonly caption: string;
  readonly body: Html;
  readonly sources: readonly InputArtifact[];
  readonly labels: readonly Label[];
  /** The numbers behind the picture; null where the body is itself a table. */
  readonly data: { readonly header: readonly string[]; readonly rows: readonly (readonly Cell[])[] } | null;
}

const MOST_ROWS = 400;

/** One figure as it stands in the report: title, labels, picture, caption, source digest, data table. */
export function figureBlock(block: FigureBlock): Html {
  return html`<figure id="${block.id}" aria-labelledby="${block.id}-title">
<h3 id="${block.id}-title">${block.title}${block.labels.map((label) => html` <span class="label">${label}</span>`)}</h3>
${block.body}
<figcaption>${block.caption}</figcaption>
${block.sources.length > 0 ? sourceLine(block.sources) : null}
${block.data && block.data.rows.length > 0 ? details(block.title, block.data) : null}
</figure>
`;
}

function details(title: string, data: NonNullable<FigureBlock["data"]>): Html {
  const shown = data.rows.slice(0, MOST_ROWS);
  const note =
    data.rows.length > MOST_ROWS
      ? html`<p>${MOST_ROWS} of ${data.rows.length} rows; the artifact holds all.</p>`
      : null;
  return html`<details><summary>Data (${counted(data.rows.length, "row")})<span class="unseen"> behind ${title}</span></summary>${note}${dataTable(`Data behind ${title}`, data.header, shown)}</details>`;
}
