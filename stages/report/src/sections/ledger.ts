import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";

type Entry = NonNullable<ReportData["ledger"]>["rows"][number];

/** What the stimuli cost: evaluations and GFLOP per accepted stimulus, and yields. */
export function ledgerSection(data: ReportData): Html | null {
  const { ledger } = data;
  if (!ledger) return null;
  const header = [
    "arm",
    "sampler",
    "pair",
    "attempts",
    "on target",
    "accepted",
    "yield",
    "prior evaluations an accepted stimulus",
    "guide evaluations an accepted stimulus",
    "GFLOP an accepted stimulus",
  ];
  const totals = [...groupBy(ledger.rows, (row) => `${row.arm} ${row.sampler}`)].map(([, rows]) =>
    total(rows),
  );
  return html`<h2 id="ledger">Ledger</h2>
${figureBlock({
  id: "ledger-table",
  title: "What an accepted stimulus costs",
  caption:
    "An evaluation is one image through one net, forward or backward. Seconds depend on the machine and are in the run record (npx limen show), not here.",
  body: dataTable(header, [...totals, ...ledger.rows].map(entryRow)),
  sources: ledger.artifacts,
  answerers: null,
  data: null,
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
    class_a: "all",
    class_b: "pairs",
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

function entryRow(row: Entry): (string | number | null)[] {
  const each = (value: number) => (row.accepted === 0 ? null : value / row.accepted);
  return [
    row.arm,
    row.sampler,
    `${row.class_a} / ${row.class_b}`,
    row.attempts,
    row.on_target,
    row.accepted,
    row.attempts === 0 ? null : row.accepted / row.attempts,
    each(row.prior_forward + row.prior_backward),
    each(row.guide_forward + row.guide_backward),
    each(row.gflop),
  ];
}
