import { groupBy } from "@limen/tables";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import type { Html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";

/** Which rung of the ladder inner folds chose, for how many participants; the data behind it names each. */
export function rungsFigure(data: ReportData): Html | null {
  const { rungs } = data;
  if (!rungs || rungs.rows.length === 0) return null;
  const title = "The rung chosen for each participant";
  const rows = [...groupBy(rungs.rows, (row) => `${row.net}|${row.model}|${row.folds_of}`).values()].map(
    (own) => {
      const { net, model, folds_of } = own[0]!;
      return [net, model, folds_of, own.length, mean(own.map((row) => row.inner_gain))];
    },
  );
  return figureBlock({
    id: "rungs",
    title,
    caption:
      "individual_chosen in the table of models: the rung that gains most in inner folds of the training trials, the group model where none does; held-out answers have no part in it. folds of people: one rung for all, by everybody's folds; of person: each by their own; of nobody: too few training trials.",
    body: dataTable(title, ["net", "chosen", "folds of", "participants", "inner gain (nats a trial)"], rows),
    sources: rungs.artifacts,
    labels: labelsOf(data, rungs.rows),
    data: {
      header: [
        "net",
        "participant",
        "chosen",
        "rank",
        "precision (nats⁻²)",
        "inner gain (nats a trial)",
        "folds of",
        "training trials",
      ],
      rows: rungs.rows.map((row) => [
        row.net,
        row.participant_id,
        row.model,
        row.rank,
        row.precision,
        row.inner_gain,
        row.folds_of,
        row.train_trials,
      ]),
    },
  });
}

const FINDINGS: Readonly<Record<string, string>> = {
  few_trials: "participants with too few trials",
  no_held_out: "participants without a held-out answer",
  one_key: "participants with one answer only",
  closed_loop: "participants for whom a closed loop chose stimuli",
  no_answers: "stimuli without answers",
  never_chosen: "classes never chosen",
};

/** People, stimuli and classes that alignment had to handle apart. */
export function notesFigure(data: ReportData): Html | null {
  const { notes } = data;
  if (!notes || notes.rows.length === 0) return null;
  const title = "What needs a second look";
  const header = ["net", "found", "count", "of", "the first of them", "what was done"];
  const rows = notes.rows.map((row) => [
    row.net,
    FINDINGS[row.finding] ?? row.finding,
    row.count,
    row.of,
    row.names,
    row.handled,
  ]);
  return figureBlock({
    id: "alignment-notes",
    title,
    caption: "Counted by the stage that aligns the nets; nothing of it stops a run.",
    body: dataTable(title, header, rows),
    sources: notes.artifacts,
    labels: labelsOf(data, notes.rows),
    data: null,
  });
}
