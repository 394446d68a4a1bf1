import { groupBy } from "@limen/tables";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { figure, interval, mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";
import { MEASURES, RULES } from "./people-words.ts";
import { scalesFigure } from "./scales.ts";

/** The observers: who was excluded and why, how reliable they are, how uncertain in each arm. */
export function peopleSection(data: ReportData): Html | null {
  const { exclusions, reliability, choices, scales } = data;
  if (!choices && !scales) return null;
  return html`<h2 id="people">Observers</h2>
${exclusions ? exclusionTable(data, exclusions) : null}
${reliability ? reliabilityTable(data, reliability) : null}
${scales && scales.rows.length > 0 ? scalesFigure(data, scales) : null}
${choices && choices.rows.length > 0 ? armEntropies(data, choices) : null}`;
}

function exclusionTable(data: ReportData, exclusions: NonNullable<ReportData["exclusions"]>): Html {
  const participants = new Set(exclusions.rows.map((row) => row.participant_id));
  const out = new Set(exclusions.rows.filter((row) => row.excluded).map((row) => row.participant_id));
  const rules = [...groupBy(exclusions.rows, (row) => row.rule)].map(([rule, rows]) => [
    RULES[rule] ?? rule,
    limits(rows.map((row) => row.threshold)),
    rows.filter((row) => row.value !== null).length,
    rows.filter((row) => row.excluded).length,
  ]);
  const title = `Exclusions: ${out.size} of ${participants.size} participants`;
  return figureBlock({
    id: "exclusions",
    title,
    caption: "Each rule was applied to everybody; a participant struck by several rules counts in each row.",
    body: dataTable(title, ["rule", "limit", "participants with such trials", "excluded"], rules),
    sources: exclusions.artifacts,
    labels: labelsOf(data, exclusions.rows),
    data: null,
  });
}

type ReliabilityRow = NonNullable<ReportData["reliability"]>["rows"][number];

function reliabilityTable(data: ReportData, reliability: NonNullable<ReportData["reliability"]>): Html {
  const title = "Reliability and noise ceilings";
  const all = new Map(data.allReliability?.rows.map((row) => [row.measure, row]));
  const cells = (row: ReliabilityRow | undefined) =>
    row === undefined ? ["", ""] : [interval(row.value, row.low, row.high), `${row.n} ${row.unit}`];
  return figureBlock({
    id: "reliability",
    title,
    caption:
      "Split halves: of the participants, at random. Ceiling: what the best possible model could reach; for the negative log-likelihood, lower is better.",
    body: dataTable(
      title,
      ["measure", "estimate [95 % interval]", "n", ...(data.allReliability ? ["nobody excluded", "n"] : [])],
      reliability.rows.map((row) => [
        MEASURES[row.measure] ?? row.measure,
        ...cells(row),
        ...(data.allReliability ? cells(all.get(row.measure)) : []),
      ]),
    ),
    sources: [...reliability.artifacts, ...(data.allReliability?.artifacts ?? [])],
    labels: labelsOf(data, reliability.rows),
    data: null,
  });
}

function armEntropies(data: ReportData, choices: NonNullable<ReportData["choices"]>): Html {
  const kept = armMeans(data, choices.rows);
  const all = data.allChoices && new Map(armMeans(data, data.allChoices.rows).map((row) => [row[0], row]));
  const rows = all
    ? kept.flatMap((row) => [
        ["excluded left out", ...row],
        ...(all.has(row[0]) ? [["nobody excluded", ...all.get(row[0])!]] : []),
      ])
    : kept;
  const title = "Uncertainty within and between observers, by arm";
  return figureBlock({
    id: "arm-entropy",
    title,
    caption:
      "Means over stimuli; entropies are posterior means under a Dirichlet prior. Within and between: over the stimuli with enough repeats.",
    body: dataTable(
      title,
      [
        ...(all ? ["participants"] : []),
        "arm",
        "stimuli",
        "answers a stimulus",
        "entropy (bits)",
        "within persons (bits)",
        "between persons (bits)",
        "median response time (ms)",
      ],
      rows,
    ),
    sources: [
      ...choices.artifacts,
      ...(data.allChoices?.artifacts ?? []),
      ...(data.stimuli?.artifacts ?? []),
    ],
    labels: labelsOf(data, choices.rows),
    data: null,
  });
}

type ChoiceRow = NonNullable<ReportData["choices"]>["rows"][number];

/** One row an arm: its name, then the means. */
function armMeans(data: ReportData, choices: readonly ChoiceRow[]) {
  const armOf = new Map(data.stimuli?.rows.map((row) => [row.stimulus_id, row.arm]));
  return [...groupBy(choices, (row) => armOf.get(row.stimulus_id) ?? "other")].map(([arm, rows]) => [
    arm,
    rows.length,
    mean(rows.map((row) => row.n)),
    mean(rows.map((row) => row.entropy)),
    mean(rows.flatMap((row) => row.within ?? [])),
    mean(rows.flatMap((row) => row.between ?? [])),
    mean(rows.flatMap((row) => row.median_rt_ms ?? [])),
  ]);
}

/** The limit of a rule, or its range where it depends on a participant's number of trials. */
function limits(thresholds: readonly number[]): string {
  const [low, high] = [Math.min(...thresholds), Math.max(...thresholds)];
  return low === high ? figure(low) : `${figure(low)} to ${figure(high)}`;
}
