import { groupBy } from "@limen/tables";
import { type Cell, dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import type { ReportData } from "../read.ts";

type Entry = NonNullable<ReportData["ledger"]>["rows"][number];

const HEADER = [
  "arm",
  "sampler",
  "pair",
  "attempts",
  "on target",
  "accepted",
  "yield (share)",
  "prior evaluations an accepted stimulus",
  "guide evaluations an accepted stimulus",
  "GFLOP an accepted stimulus",
];

/** What the stimuli cost: evaluations and GFLOP per accepted stimulus, and yields; pair by pair in the data. */
export function ledgerSection(data: ReportData): Html | null {
  const { ledger } = data;
  if (!ledger) return null;
  const title = "What an accepted stimulus costs";
  const arms = [...groupBy(ledger.rows, (row) => `${row.arm} ${row.sampler}`).values()];
  return html`<h2 id="ledger">Ledger</h2>
${figureBlock({
  id: "ledger-table",
  title,
  caption:
    "Over all pairs of classes; the data have them pair by pair. An evaluation is one image through one net, forward or backward. Seconds depend on the machine and are in the run record (npx limen show), not here.",
  body: dataTable(
    title,
    HEADER,
    arms.map((rows) => entryRow(total(rows), `all ${rows.length}`)),
  ),
  sources: ledger.artifacts,
  labels: labelsOf(data),
  data: {
    header: HEADER,
    rows: ledger.rows.map((row) => entryRow(row, `${row.class_a} / ${row.class_b}`)),
  },
})}`;
}

function total(rows: readonly Entry[]): Entry {
  const sum = (
    key:
      | "attempts"
      | "on_target"
      | "accepted"
      | "prior_forward"
      | "prior_backward"
      | "guide_forward"
      | "guide_backward"
      | "gflop",
  ) => rows.reduce((value, row) => value + row[key], 0);
  return {
    ...(rows[0] as Entry),
    attempts: sum("attempts"),
    on_target: sum("on_target"),
    accepted: sum("accepted"),
    prior_forward: sum("prior_forward"),
    prior_backward: sum("prior_backward"),
    guide_forward: sum("guide_forward"),
    guide_backward: sum("guide_backward"),
    gflop: sum("gflop"),
  };
}

function entryRow(row: Entry, pair: string): Cell[] {
  const each = (value: number) => (row.accepted === 0 ? null : value / row.accepted);
  return [
    row.arm,
    row.sampler,
    pair,
    row.attempts,
    row.on_target,
    row.accepted,
    row.attempts === 0 ? null : row.accepted / row.attempts,
    each(row.prior_forward + row.prior_backward),
    each(row.guide_forward + row.guide_backward),
    each(row.gflop),
  ];
}
