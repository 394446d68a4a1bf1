import { dot, ruleX, ruleY } from "@observablehq/plot";
import { answerersOf } from "../answerers.ts";
import { chart, PALETTE } from "../chart.ts";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import { mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Scores = NonNullable<ReportData["scores"]>;
type Score = Scores["rows"][number];

/** Group and individual alignment: every model beside its baselines, and the gain of each participant. */
export function alignmentSection(data: ReportData): Html | null {
  const { scores } = data;
  if (!scores) return null;
  const gains = participantGains(scores.rows);
  return html`<h2 id="alignment">Alignment</h2>
${modelTable(scores)}
${[...groupBy(gains, (gain) => gain.net)].map(([net, own]) => gainFigure(scores, net, own))}`;
}

function modelTable(scores: Scores): Html {
  const cells = groupBy(scores.rows, (row) => `${row.net}|${row.model}|${row.stimuli}|${row.people}`);
  const rows = [...cells.values()].map((own) => {
    const first = own[0] as Score;
    return [
      first.net,
      first.model,
      `${first.stimuli} stimuli, ${first.people} people`,
      mean(own.map((row) => row.nats)),
      mean(own.map((row) => row.accuracy)),
      own.length,
      own.reduce((sum, row) => sum + row.test_trials, 0),
    ];
  });
  return figureBlock({
    id: "alignment-models",
    title: "Held-out fit of every model and baseline",
    caption:
      "Means over participants, each scored on answers that no part of the fit has seen. nats: negative log-likelihood a trial, lower is better. new stimuli: not in the group's training; new people: neither.",
    body: dataTable(["net", "model", "cell", "nats a trial", "accuracy", "participants", "trials"], rows),
    sources: scores.artifacts,
    answerers: answerersOf(scores.rows),
    data: null,
  });
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

function gainFigure(scores: Scores, net: string, gains: readonly Gain[]): Html {
  const sorted = gains.toSorted(
    (a, b) => a.individual - b.individual || (a.participant < b.participant ? -1 : 1),
  );
  const points = sorted.flatMap((gain, rank) => [
    { rank, gain: gain.group, step: "base → group" },
    { rank, gain: gain.individual, step: "group → individual (bias + slope)" },
  ]);
  const title = `Gains of each participant, ${net}`;
  return figureBlock({
    id: `gains-${net}`,
    title,
    caption:
      "Nats a trial on new stimuli, above zero is better; participants in order of their individual gain.",
    body: chart(title, {
      height: 280,
      x: { label: "participants", ticks: [] },
      y: { label: "gain (nats a trial)", grid: true },
      color: { legend: true, range: [...PALETTE] },
      marks: [
        ruleY([0]),
        ruleX(sorted, { x: (_, rank: number) => rank, y1: 0, y2: "individual", stroke: "#d9dee5" }),
        dot(points, { x: "rank", y: "gain", fill: "step", r: 3 }),
      ],
    }),
    sources: scores.artifacts,
    answerers: answerersOf(scores.rows),
    data: {
      header: ["participant", "base → group", "group → individual", "held-out trials"],
      rows: sorted.map((gain) => [gain.participant, gain.group, gain.individual, gain.trials]),
    },
  });
}
