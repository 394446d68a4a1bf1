import { answerersOf } from "../answerers.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import { interval, mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";

/** The observers: who was excluded and why, how reliable they are, how uncertain in each arm. */
export function peopleSection(data: ReportData): Html | null {
  const { exclusions, reliability, choices } = data;
  if (!choices) return null;
  return html`<h2 id="people">Observers</h2>
${exclusions ? exclusionTable(exclusions) : null}
${reliability ? reliabilityTable(reliability) : null}
${armEntropies(data, choices)}`;
}

function exclusionTable(exclusions: NonNullable<ReportData["exclusions"]>): Html {
  const participants = new Set(exclusions.rows.map((row) => row.participant_id));
  const out = new Set(exclusions.rows.filter((row) => row.excluded).map((row) => row.participant_id));
  const rules = [...groupBy(exclusions.rows, (row) => row.rule)].map(([rule, rows]) => [
    rule,
    rows[0]?.threshold ?? null,
    rows.filter((row) => row.value !== null).length,
    rows.filter((row) => row.excluded).length,
  ]);
  return figureBlock({
    id: "exclusions",
    title: `Exclusions: ${out.size} of ${participants.size} participants`,
    caption: "Each rule was applied to everybody; a participant struck by several rules counts in each row.",
    body: dataTable(["rule", "limit", "participants with such trials", "excluded"], rules),
    sources: exclusions.artifacts,
    answerers: answerersOf(exclusions.rows),
    data: null,
  });
}

function reliabilityTable(reliability: NonNullable<ReportData["reliability"]>): Html {
  return figureBlock({
    id: "reliability",
    title: "Reliability and ceilings",
    caption:
      "Split-half: over random halves of the participants. Ceiling: what the best possible model could reach.",
    body: dataTable(
      ["measure", "estimate [95 % interval]", "n"],
      reliability.rows.map((row) => [
        row.measure,
        interval(row.value, row.low, row.high),
        `${row.n} ${row.unit}`,
      ]),
    ),
    sources: reliability.artifacts,
    answerers: answerersOf(reliability.rows),
    data: null,
  });
}

function armEntropies(data: ReportData, choices: NonNullable<ReportData["choices"]>): Html {
  const armOf = new Map(data.stimuli.rows.map((row) => [row.stimulus_id, row.arm]));
  const arms = [...groupBy(choices.rows, (row) => armOf.get(row.stimulus_id) ?? "other")].map(
    ([arm, rows]) => [
      arm,
      rows.length,
      mean(rows.map((row) => row.n)),
      mean(rows.map((row) => row.entropy)),
      mean(rows.flatMap((row) => row.within ?? [])),
      mean(rows.flatMap((row) => row.between ?? [])),
    ],
  );
  return figureBlock({
    id: "arm-entropy",
    title: "Uncertainty of the observers by arm",
    caption: "Means over stimuli, in bits; entropies are posterior means under a Dirichlet prior.",
    body: dataTable(
      ["arm", "stimuli", "answers a stimulus", "entropy", "within persons", "between persons"],
      arms,
    ),
    sources: [...choices.artifacts, ...data.stimuli.artifacts],
    answerers: answerersOf(choices.rows),
    data: null,
  });
}
