import type { PipelinePicture } from "@limen/stage";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { pipelinePicture } from "../pipeline-picture.ts";
import type { ReportData } from "../read.ts";

/** What this is, who answered, and the pipeline that made it. */
export function overview(title: string, data: ReportData, pipeline: PipelinePicture | undefined): Html {
  const labels = labelsOf(data, [...(data.choices?.rows ?? []), ...(data.scales?.rows ?? [])]);
  return html`<h1>${title}</h1>
<p>Neural networks were trained to name the emotion of a face. ${data.stimuli ? "A diffusion prior then drew faces on which these networks cannot decide. " : null}${data.choices || data.scales ? "Observers judged them. " : null}${data.scores ? "The networks were aligned with the group and with each observer. " : null}This file holds
the figures, the numbers behind each, and the digest of the artifact each was read from.</p>
${labels.includes("simulated observers") ? html`<p class="notice"><b>The observers in this report are simulated.</b> What it says about people is what the simulated world was built to contain; it tests the pipeline, not a hypothesis about people.</p>` : null}
${whoAnswered(data)}
${labels.includes("synthetic faces") ? html`<p class="notice"><b>The faces in this report are synthetic.</b> A renderer drew them, and the votes behind their labels are simulated.</p>` : null}
${pipeline ? pipelineFigure(pipeline) : null}`;
}

/** Where the answers of people are from. Simulated ones have a notice of their own. */
const ORIGINS: Readonly<Record<string, string>> = {
  collected: "collected in the web experiment",
  imported: "imported from elsewhere",
};

function whoAnswered({ choices }: ReportData): Html | null {
  const sources = [...new Set(choices?.rows.map(({ source }) => source))].filter(
    (source) => source in ORIGINS,
  );
  if (sources.length === 0) return null;
  return html`<p>The answers in this report are those of people, ${sources.map((source) => ORIGINS[source]).join(", or ")}.</p>`;
}

function pipelineFigure(pipeline: PipelinePicture): Html {
  return html`<h2 id="nodes">Pipeline</h2>
${figureBlock({
  id: "pipeline",
  title: `Nodes of the pipeline ${pipeline.name}`,
  caption:
    "A box is a node: its stage, what it runs for, and every node that it reads. Read from top to bottom; an arrow is left out where a longer way leads to the same box.",
  body: pipelinePicture(pipeline),
  sources: [],
  labels: [],
  data: {
    header: ["node", "stage", "instances", "fed by"],
    rows: pipeline.nodes.map((node) => [
      node.name,
      node.stage,
      node.instances.join(", "),
      node.feeds.join(", "),
    ]),
  },
})}`;
}
