import { answerersOf } from "../answerers.ts";
import { choiceBars, faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";

type Stimulus = ReportData["stimuli"]["rows"][number];
type Choice = NonNullable<ReportData["choices"]>["rows"][number];

const ARMS: Record<string, string> = {
  uncertainty: "Uncertainty: one net gives both classes of the pair more than its threshold.",
  controversial: "Controversial: the first net sees the first class, the second net the second one.",
  natural: "Control, natural: real (or rendered) faces matched to the boundary faces.",
  unguided: "Control, unguided: drawn from the prior with no classifier.",
  confident: "Control, confident: guided to one class with certainty.",
};

/** Galleries: each stimulus with its target, the choices of the nets and the choices of the observers. */
export function stimuliSection(data: ReportData, shown: number): Html {
  const { stimuli, choices } = data;
  const chosen = new Map(choices?.rows.map((row) => [row.stimulus_id, row]));
  const arms = groupBy(stimuli.rows, (row) => row.arm);
  return html`<h2 id="stimuli">Stimuli</h2>
<p>${stimuli.rows.length} stimuli. Bars show a choice distribution over ${stimuli.classes.join(", ")}; the classes of the pair are in orange.</p>
${[...arms].map(([arm, rows]) =>
  figureBlock({
    id: `stimuli-${arm}`,
    title: `${arm} (${rows.length})`,
    caption: ARMS[arm] ?? arm,
    body: html`${[...groupBy(rows, (row) => `${row.class_a} / ${row.class_b}`)].map(
      ([pair, group]) =>
        html`<p><b>${pair}</b>, ${group.length} stimuli</p><div class="gallery">${group.slice(0, shown).map((row) => card(row, stimuli.classes, chosen.get(row.stimulus_id)))}</div>`,
    )}`,
    sources: [...stimuli.artifacts, ...(choices?.artifacts ?? [])],
    answerers: answerersOf(choices?.rows),
    data: {
      header: ["stimulus", "pair", "guides", "validity", "matched to"],
      rows: rows.map((row) => [
        row.stimulus_id,
        `${row.class_a} / ${row.class_b}`,
        guidesOf(row),
        row.validity,
        row.match_id,
      ]),
    },
  }),
)}`;
}

function card(row: Stimulus, classes: readonly string[], choice: Choice | undefined): Html {
  const pair = [row.class_a, row.class_b];
  return html`<div class="card">${faceImage(row.image, `${row.arm} stimulus ${row.stimulus_id}, ${pair.join(" or ")}`, 118)}
${row.guide_1 === null ? null : choiceBars(row.guide_1, row.p_guide_1, classes, pair)}
${row.guide_2 === null || row.p_guide_2 === null ? null : choiceBars(row.guide_2, row.p_guide_2, classes, pair)}
${choiceBars(row.held_out, row.p_held_out, classes, pair)}
${choice ? choiceBars(`people ${choice.n}`, choice.p, classes, pair) : null}</div>`;
}

function guidesOf(row: Stimulus): string {
  return [row.guide_1, row.guide_2].filter((guide) => guide !== null).join(" vs ");
}
