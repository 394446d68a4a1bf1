import { groupBy } from "@limen/tables";
import { dot, ruleX, ruleY } from "@observablehq/plot";
import { chart, PALETTE } from "../chart.ts";
import { type Cell, dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { figure, mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";
import { clustersFigure, fewShotFigure } from "./ladder.ts";
import { notesFigure, rungsFigure } from "./rungs.ts";

type Scores = NonNullable<ReportData["scores"]>;
type Score = Scores["rows"][number];

/** Group and individual alignment: every model beside its baselines, and the gain of each participant. */
export function alignmentSection(data: ReportData): Html | null {
  const { scores } = data;
  if (!scores) return null;
  return html`<h2 id="alignment">Alignment</h2>
${modelFigure(data, scores)}
${rungsFigure(data)}
${gainFigure(data, scores)}
${fewShotFigure(data)}
${clustersFigure(data)}
${notesFigure(data)}`;
}

/** The mean fit of one model in one cell (old or new stimuli and people). */
interface Fit {
  readonly net: string;
  readonly model: string;
  readonly cell: string;
  readonly nats: number | null;
  readonly accuracy: number | null;
  readonly participants: number;
  readonly trials: number;
}

function modelFigure(data: ReportData, scores: Scores): Html {
  const fits = [
    ...groupBy(scores.rows, (row) => `${row.net}|${row.model}|${row.stimuli}|${row.people}`).values(),
  ].map((own): Fit => {
    const first = own[0] as Score;
    return {
      net: first.net,
      model: first.model,
      cell: `${first.stimuli} stimuli, ${first.people} people`,
      nats: mean(own.map((row) => row.nats)),
      accuracy: mean(own.map((row) => row.accuracy)),
      participants: own.length,
      trials: own.reduce((sum, row) => sum + row.test_trials, 0),
    };
  });
  return figureBlock({
    id: "alignment-models",
    title: "Held-out fit of every model and baseline",
    caption:
      "Nats a trial (negative log-likelihood, lower is better) and, in brackets, accuracy: means over participants, each scored on answers that no part of the fit has seen. new stimuli: not in the group's training; new people: neither. marginal: the share of each class; base: the net as given; base_temperature: with its temperature refitted; group_extra: group, fitted on like an individual; noise_ceiling: what other people answered to the same stimulus; individual_…: fitted to the person, from criteria to the whole net, and pulled towards the group; individual_chosen: the rung that inner folds choose; individual_full_selected: the papers' faulty protocol, its epoch chosen on the trials that are reported here; controls: another person's parameters (other_person), or answers permuted among people (permuted_labels).",
    body: html`${[...groupBy(fits, (fit) => fit.cell)].map(([cell, own]) => fitTable(cell, own))}`,
    sources: scores.artifacts,
    labels: labelsOf(data, scores.rows),
    data: {
      header: ["net", "model", "cell", "nats a trial", "accuracy", "participants", "trials"],
      rows: fits.map((fit) => [
        fit.net,
        fit.model,
        fit.cell,
        fit.nats,
        fit.accuracy,
        fit.participants,
        fit.trials,
      ]),
    },
  });
}

/** A row a model, a column a net. */
function fitTable(cell: string, fits: readonly Fit[]): Html {
  const nets = [...new Set(fits.map((fit) => fit.net))];
  const rows = [...groupBy(fits, (fit) => fit.model)].map(([model, own]): Cell[] => [
    model,
    ...nets.map((net) => {
      const fit = own.find((other) => other.net === net);
      return fit ? `${figure(fit.nats)} (${figure(fit.accuracy)})` : null;
    }),
  ]);
  return html`<h4>${cell[0]?.toUpperCase()}${cell.slice(1)}</h4>${dataTable(`Nats a trial (accuracy), ${cell}`, ["model", ...nets], rows)}`;
}

interface Gain {
  readonly net: string;
  readonly participant: string;
  readonly group: number;
  readonly individual: number;
  readonly trials: number;
}

/** base → group and group → individual, in nats a trial on new stimuli, a row a participant and net. */
function participantGains(rows: readonly Score[]): Gain[] {
  const onNew = rows.filter((row) => row.stimuli === "new");
  return [...groupBy(onNew, (row) => `${row.net}|${row.participant_id}`).values()].flatMap((own) => {
    const nats = (model: string) => own.find((row) => row.model === model)?.nats;
    const [base, group, individual] = [nats("base"), nats("group"), nats("individual_bias_slope")];
    if (base === undefined || group === undefined || individual === undefined) return [];
    const first = own[0] as Score;
    return [
      {
        net: first.net,
        participant: first.participant_id,
        group: base - group,
        individual: group - individual,
        trials: first.test_trials,
      },
    ];
  });
}

/** Participants in order of their individual gain, a panel a net. */
function gainFigure(data: ReportData, scores: Scores): Html | null {
  const nets = [...groupBy(participantGains(scores.rows), (gain) => gain.net).values()];
  if (nets.length === 0) return null;
  const gains = nets.flatMap((own) =>
    own
      .toSorted((a, b) => a.individual - b.individual || (a.participant < b.participant ? -1 : 1))
      .map((gain, rank) => ({ ...gain, rank })),
  );
  const points = gains.flatMap(({ net, rank, group, individual }) => [
    { net, rank, gain: group, step: "base → group" },
    { net, rank, gain: individual, step: "group → individual (bias + slope)" },
  ]);
  const title = "Gains of each participant, step by step";
  return figureBlock({
    id: "gains",
    title,
    caption:
      "Nats a trial on new stimuli, above zero is better; a panel a net, participants in order of their individual gain.",
    body: chart(title, {
      height: 40 + 170 * nets.length,
      marginRight: 90,
      x: { label: "participants, by individual gain", ticks: [] },
      y: { label: "gain (nats a trial)", grid: true, nice: true, ticks: 5 },
      fy: { label: null },
      color: { legend: true, range: [...PALETTE] },
      marks: [
        ruleY([0]),
        ruleX(gains, { x: "rank", y1: 0, y2: "individual", fy: "net", stroke: "#d9dee5" }),
        dot(points, { x: "rank", y: "gain", fy: "net", fill: "step", r: 3 }),
      ],
    }),
    sources: scores.artifacts,
    labels: labelsOf(data, scores.rows),
    data: {
      header: [
        "net",
        "participant",
        "base → group (nats a trial)",
        "group → individual (nats a trial)",
        "held-out trials",
      ],
      rows: gains.map((gain) => [gain.net, gain.participant, gain.group, gain.individual, gain.trials]),
    },
  });
}
