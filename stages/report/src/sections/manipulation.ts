import { groupBy } from "@limen/tables";
import { dataTable } from "../data-table.ts";
import { choiceBars, faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted, figure, interval, probability } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Results = NonNullable<ReportData["manipulation"]>;
type Outcomes = NonNullable<ReportData["outcomes"]>;
type Outcome = Outcomes["rows"][number];
type Face = NonNullable<ReportData["manipulated"]>["rows"][number];

/** The second round: pairs of people with the targeted ratio, and what each of them sees differently. */
export function manipulationSection(data: ReportData, shown: number): Html | null {
  const { manipulation, outcomes } = data;
  if (!manipulation) return null;
  return html`<h2 id="manipulation">Manipulation</h2>
<p>For pairs of people, faces were made that one of them is to call by one class and the other by another, as their own models say. Both
saw them in a second round. The targeted ratio is the share of the intended way round among the faces on which the two chose both
classes, one each; it is one half where models know nothing of a person.</p>
${manipulation.rows.length > 0 ? resultsTable(data, manipulation) : html`<p>There was nothing to be seen differently.</p>`}
${outcomes && data.manipulated ? gallery(data, outcomes, shown) : null}`;
}

function resultsTable(data: ReportData, manipulation: Results): Html {
  const title = "Targeted ratio of each pair, and of all";
  return figureBlock({
    id: "targeted-ratio",
    title,
    caption:
      "Success: both chose as they were meant to; bias: one did; failure: neither, of which reversed: each chose the other's class. Chance: middle 95 % of the ratio when who is who is swapped pair by pair. p over pairs: are such models right about people; p over faces: do these very people differ as meant, on such faces (one-sided). Controls grew from the same noise without guidance: the same two people, so their ratio may differ from one half as well; what guidance adds is success.",
    body: dataTable(
      title,
      [
        "pair",
        "faces",
        "answered by both",
        "missing",
        "success",
        "bias",
        "failure",
        "of which reversed",
        "targeted ratio [95 % interval]",
        "foretold",
        "chance",
        "p over pairs (least possible)",
        "p over faces",
      ],
      manipulation.rows.map((row) => [
        row.pair ?? `all (${counted(row.pairs, "pair")})`,
        row.guided ? "guided" : "controls",
        row.stimuli,
        row.missing,
        row.success,
        row.bias,
        row.failure,
        row.reversed,
        interval(row.ratio, row.low, row.high),
        row.predicted,
        row.null_low === null || row.null_high === null
          ? null
          : `${figure(row.null_low)} to ${figure(row.null_high)}`,
        row.p_pairs === null ? null : `${probability(row.p_pairs)} (${probability(row.p_least)})`,
        probability(row.p_stimuli),
      ]),
    ),
    sources: manipulation.artifacts,
    labels: labelsOf(data, manipulation.rows),
    data: null,
  });
}

/** (pairs) whose galleries are open; the others unfold. */
const OPEN_PAIRS = 3;

function gallery(data: ReportData, outcomes: Outcomes, shown: number): Html {
  const faces = new Map(data.manipulated?.rows.map((row) => [row.stimulus_id, row]));
  const guided = outcomes.rows.filter((row) => row.guided && faces.has(row.stimulus_id));
  const pairs = [...groupBy(guided, (row) => row.pair)].map(
    ([
      pair,
      rows,
    ]) => html`<h4>${pair}: ${rows.length > shown ? `${shown} of ` : ""}${counted(rows.length, "face")}</h4>
<div class="gallery">${rows.slice(0, shown).map((row) => card(row, faces.get(row.stimulus_id)!, outcomes.classes))}</div>`,
  );
  const folded = pairs.slice(OPEN_PAIRS);
  return figureBlock({
    id: "seen-differently",
    title: "What this person sees differently",
    caption: `Each face with what the models of the two people say of it, and what they answered. Bars stand, from left to right, for ${outcomes.classes.join(", ")}; orange are the two classes between which the pair was to be split.`,
    body: html`${pairs.slice(0, OPEN_PAIRS)}${
      folded.length > 0
        ? html`<details><summary>${counted(folded.length, "more pair")}<span class="unseen"> of people</span></summary>${folded}</details>`
        : null
    }`,
    sources: [...outcomes.artifacts, ...(data.manipulated?.artifacts ?? [])],
    labels: labelsOf(data, outcomes.rows),
    data: {
      header: [
        "stimulus",
        "pair",
        "guided",
        "first is to say",
        "second is to say",
        "first said",
        "second said",
        "outcome",
      ],
      rows: outcomes.rows.map((row) => [
        row.stimulus_id,
        row.pair,
        row.guided,
        row.wanted_a,
        row.wanted_b,
        row.answer_a,
        row.answer_b,
        row.outcome,
      ]),
    },
  });
}

function card(row: Outcome, face: Face, classes: readonly string[]): Html {
  const pair = [row.wanted_a, row.wanted_b];
  const said = (id: string, answer: string | null) =>
    html`<small title="${id}">${id} said: ${answer ?? "nothing"}</small>`;
  return html`<div class="card">${faceImage(face.image, `face ${row.stimulus_id}, ${row.wanted_a} to ${row.participant_a}, ${row.wanted_b} to ${row.participant_b}`, 117)}
${choiceBars(shortName(row.participant_a), row.p_a, classes, pair)}
${said(row.participant_a, row.answer_a)}
${choiceBars(shortName(row.participant_b), row.p_b, classes, pair)}
${said(row.participant_b, row.answer_b)}
<b class="outcome">outcome: ${row.outcome}</b></div>`;
}

/** Names differ at their end, and the place beside the bars is narrow. */
function shortName(participant: string): string {
  return participant.length > 8 ? `…${participant.slice(-5)}` : participant;
}
