import type { InputArtifact } from "@limen/stage";
import { dataTable } from "./data-table.ts";
import { type Html, html } from "./html.ts";
import { sourceLine } from "./source.ts";

/** Who answered behind a figure; null where no people are involved. */
export type Answerers = "simulated" | "imported" | "collected" | null;

export interface FigureBlock {
  readonly id: string;
  readonly title: string;
  /** What to look at, in a sentence or two. */
  readonly caption: string;
  readonly body: Html;
  readonly sources: readonly InputArtifact[];
  readonly answerers: Answerers;
  /** The numbers behind the picture; null where the body is itself a table. */
  readonly data: {
    readonly header: readonly string[];
    readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  } | null;
}

const MOST_ROWS = 400;

/** One figure as it stands in the report: title, picture, caption, who answered, source digest, data table. */
export function figureBlock(block: FigureBlock): Html {
  return html`<figure id="${block.id}">
<h3>${block.title}${block.answerers === "simulated" ? html` <span class="simulated">simulated observers</span>` : null}</h3>
${block.body}
<figcaption>${block.caption}</figcaption>
${block.sources.length > 0 ? sourceLine(block.sources) : null}
${block.data && block.data.rows.length > 0 ? details(block.data) : null}
</figure>
`;
}

function details(data: NonNullable<FigureBlock["data"]>): Html {
  const shown = data.rows.slice(0, MOST_ROWS);
  const note =
    data.rows.length > MOST_ROWS
      ? html`<p>${MOST_ROWS} of ${data.rows.length} rows; the artifact holds all.</p>`
      : null;
  return html`<details><summary>Data (${data.rows.length} rows)</summary>${note}${dataTable(data.header, shown)}</details>`;
}
