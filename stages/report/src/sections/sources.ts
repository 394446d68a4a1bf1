import type { InputArtifact } from "@limen/stage";
import { dataTable } from "../data-table.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";
import { nodeOf } from "../source.ts";

/** Every artifact that the report was made from, with its whole digest. */
export function sourcesSection(data: ReportData): Html {
  const rows = Object.entries(data).flatMap(([input, loaded]) =>
    (loaded?.artifacts ?? []).map((artifact: InputArtifact) => [
      input,
      nodeOf(artifact),
      html`<code>${artifact.digest}</code>`,
    ]),
  );
  return html`<h2 id="sources">Sources</h2>
<p>SHA-256 of each artifact that this report was made from. <code>npx limen verify</code> checks them.</p>
${dataTable("Artifacts that this report was made from", ["input", "node", "sha256"], rows)}`;
}
