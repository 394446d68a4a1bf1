import type { InputArtifact } from "@limen/stage";
import { type Html, html } from "./html.ts";

/** Where figures come from: the artifact's node and the SHA-256 of its bytes. */
export function sourceLine(artifacts: readonly InputArtifact[]): Html {
  return html`<p class="source">source: ${artifacts.map((artifact, index) => [index > 0 ? ", " : "", oneSource(artifact)])}</p>`;
}

export function nodeOf(artifact: InputArtifact): string {
  return artifact.instance === null ? artifact.node : `${artifact.node}[${artifact.instance}]`;
}

function oneSource(artifact: InputArtifact): Html {
  return html`<span title="sha256:${artifact.digest}">${nodeOf(artifact)} <code>${artifact.digest.slice(0, 12)}</code></span>`;
}
