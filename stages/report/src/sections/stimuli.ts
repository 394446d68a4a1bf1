import {
  BOUNDARY_ARMS,
  type BoundaryArm,
  CONTROL_ARMS,
  type ControlArm,
  groupBy,
  stimulusClasses,
  stimulusGuides,
} from "@limen/tables";
import { choiceBars, faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted, figure } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Stimuli = NonNullable<ReportData["stimuli"]>;
type Stimulus = Stimuli["rows"][number];
type Choice = NonNullable<ReportData["choices"]>["rows"][number];

const CAPTIONS: Record<string, string> = {
  uncertainty: "Uncertainty: one net gives both classes of the pair more than its threshold.",
  consensus: "Consensus: several nets at once give both classes more than the threshold.",
  controversial: "Controversial: the first net sees the first class, the second net the second one.",
  anchored:
    "Anchored: a real face of the first class, moved by no more than its budget until one net is torn.",
  natural: "Control, natural: faces of the study, matched to the boundary faces.",
  unguided: "Control, unguided: drawn from the prior with no classifier.",
  confident: "Control, confident: guided to one class with certainty.",
  "off-manifold":
    "Control, off-manifold: real faces moved to the boundary straight through pixels, without the prior.",
} satisfies Record<BoundaryArm | ControlArm, string>;

/** (pairs) whose galleries are open in each arm; the others unfold. */
const OPEN_PAIRS = 3;

/** Galleries: each stimulus with its target, the choices of the nets and the choices of the observers. */
export function stimuliSection(data: ReportData, shown: number): Html | null {
  const { stimuli } = data;
  if (!stimuli) return null;
  const found = groupBy(stimuli.rows, (row) => row.arm);
  // Boundary arms first, then their controls, then whatever else there may be.
  const arms = [...new Set([...BOUNDARY_ARMS, ...CONTROL_ARMS, ...found.keys()])].flatMap((arm) => {
    const rows = found.get(arm);
    return rows ? [[arm, rows] as const] : [];
  });
  const heldOut = [...new Set(stimuli.rows.map((row) => row.held_out))].join(", ");
  return html`<h2 id="stimuli">Stimuli</h2>
<p>${counted(stimuli.rows.length, "stimulus", "stimuli")}. The bars below a face are choice distributions: of the nets that
guided it, or, below a control, those that guided the face it is matched to; of ${heldOut}, which never guides; and of the observers, with the number n of their answers. Bars stand, from left to
right, for ${stimuli.classes.join(", ")}; the two classes of the pair are orange.</p>
${arms.map(([arm, rows]) => armFigure(data, stimuli, arm, rows, shown))}`;
}

function armFigure(
  data: ReportData,
  stimuli: Stimuli,
  arm: string,
  rows: readonly Stimulus[],
  shown: number,
): Html {
  const { choices } = data;
  const chosen = new Map(choices?.rows.map((row) => [row.stimulus_id, row]));
  const several = new Set(rows.map((row) => row.sampler)).size > 1;
  const cell = (row: Stimulus) => `${several ? `${row.sampler}, ` : ""}${classesText(row)}`;
  const pairs = [...groupBy(rows, cell)].map(
    ([pair, group]) =>
      html`<h4>${pair}: ${group.length > shown ? `${shown} of ` : ""}${counted(group.length, "stimulus", "stimuli")}</h4>
<div class="gallery">${group.slice(0, shown).map((row) => card(row, stimuli.classes, chosen.get(row.stimulus_id)))}</div>`,
  );
  const folded = pairs.slice(OPEN_PAIRS);
  const title = `Arm ${arm}: ${counted(rows.length, "stimulus", "stimuli")}`;
  return figureBlock({
    id: `stimuli-${arm}`,
    title,
    caption: CAPTIONS[arm] ?? arm,
    body: html`${pairs.slice(0, OPEN_PAIRS)}${
      folded.length > 0
        ? html`<details><summary>${counted(folded.length, "more pair")} of classes<span class="unseen"> of the arm ${arm}</span></summary>${folded}</details>`
        : null
    }`,
    sources: [...stimuli.artifacts, ...(choices?.artifacts ?? [])],
    labels: labelsOf(data, choices?.rows),
    data: {
      header: [
        "stimulus",
        "classes",
        "share of the first aimed at",
        "budget (L2 norm)",
        "series",
        "guides",
        "validity",
        "difficulty (bits)",
        "matched to",
        "answers",
        ...stimuli.classes.map((name) => `share ${name}`),
      ],
      rows: rows.map((row) => {
        const choice = chosen.get(row.stimulus_id);
        return [
          row.stimulus_id,
          classesText(row),
          row.level,
          row.budget,
          row.series,
          stimulusGuides(row).join(" vs "),
          row.validity,
          row.difficulty,
          row.match_id,
          choice?.n ?? null,
          ...stimuli.classes.map((_, index) => choice?.p[index] ?? null),
        ];
      }),
    },
  });
}

function card(row: Stimulus, classes: readonly string[], choice: Choice | undefined): Html {
  const pair = stimulusClasses(row);
  return html`<div class="card">${faceImage(row.image, `${row.arm} stimulus ${row.stimulus_id}, ${pair.join(" or ")}`, 117)}
${row.series === null ? null : html`<small>${aimText(row)}</small>`}
${row.guide_1 === null ? null : choiceBars(row.guide_1, row.p_guide_1, classes, pair)}
${row.guide_2 === null || row.p_guide_2 === null ? null : choiceBars(row.guide_2, row.p_guide_2, classes, pair)}
${choiceBars(row.held_out, row.p_held_out, classes, pair)}
${choice ? choiceBars(`n = ${choice.n}`, choice.p, classes, pair) : null}</div>`;
}

function classesText(row: Stimulus): string {
  return stimulusClasses(row).join(" / ");
}

/** What tells the faces of a series apart. */
function aimText({ class_a, level, budget }: Stimulus): string {
  const share = level === null ? "" : `${figure(level)} ${class_a}`;
  return budget === null ? share : `${share}, within ${figure(budget)}`;
}
