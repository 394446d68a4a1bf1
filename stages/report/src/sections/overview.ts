import type { PipelinePicture } from "@limen/stage";
import { answerersOf } from "../answerers.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { pipelinePicture } from "../pipeline-picture.ts";
import type { ReportData } from "../read.ts";

/** What this is, who answered, and the pipeline that made it. */
export function overview(title: string, data: ReportData, pipeline: PipelinePicture | undefined): Html {
  const simulated = answerersOf(data.choices?.rows) === "simulated";
  return html`<h1>${title}</h1>
<p>Neural networks were trained to name the emotion of a face. A diffusion prior then drew faces on which these networks
cannot decide; observers judged them; and the networks were aligned with the group and with each observer. This file holds
the figures, the numbers behind each, and the digest of the artifact each was read from.</p>
${simulated ? html`<p class="notice"><b>The observers in this report are simulated.</b> What it says about people is what the simulated world was built to contain; it tests the pipeline, not a hypothesis about people.</p>` : null}
${
  pipeline
    ? figureBlock({
        id: "pipeline",
        title: `Pipeline ${pipeline.name}`,
        caption:
          "Each box is a node with its stage below; an arrow means that the left node's output is read by the right one.",
        body: pipelinePicture(pipeline),
        sources: [],
        answerers: null,
        data: {
          header: ["node", "stage", "instances", "fed by"],
          rows: pipeline.nodes.map((node) => [
            node.name,
            node.stage,
            node.instances.join(", "),
            node.feeds.join(", "),
          ]),
        },
      })
    : null
}`;
}
