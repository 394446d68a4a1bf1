import { groupBy } from "@limen/tables";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import type { Html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { figure, mean } from "../numbers.ts";
import type { ReportData } from "../read.ts";

type Scales = NonNullable<ReportData["scales"]>;

/** Where faces were compared: how far the stimuli of each arm look like a class. */
export function scalesFigure(data: ReportData, scales: Scales): Html {
  const armOf = new Map(data.stimuli?.rows.map((row) => [row.stimulus_id, row.arm]));
  const groups = groupBy(scales.rows, (row) => `${row.asked}\n${armOf.get(row.stimulus_id) ?? "other"}`);
  const rows = [...groups].map(([name, own]) => [
    ...name.split("\n"),
    own.length,
    mean(own.map((row) => row.comparisons)),
    mean(own.map((row) => row.value)),
    spread(own.map((row) => row.value)),
    mean(own.map((row) => row.standard_error)),
  ]);
  const title = "Compared faces: how far stimuli look like a class";
  return figureBlock({
    id: "scales",
    title,
    caption:
      "Values of the Bradley–Terry model, in nats: at a difference of 1 the one face is chosen in 73 % of comparisons. The mean of stimuli that comparisons link is 0.",
    body: dataTable(
      title,
      [
        "class",
        "arm",
        "stimuli",
        "comparisons a stimulus",
        "mean value",
        "spread of values",
        "mean standard error",
      ],
      rows,
    ),
    sources: [...scales.artifacts, ...(data.stimuli?.artifacts ?? [])],
    labels: labelsOf(data, scales.rows),
    data: {
      header: ["class", "stimulus", "value (nats)", "standard error", "comparisons", "group"],
      rows: scales.rows.map((row) => [
        row.asked,
        row.stimulus_id,
        figure(row.value),
        figure(row.standard_error),
        row.comparisons,
        row.group,
      ]),
    },
  });
}

/** Standard deviation; null for fewer than two. */
function spread(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
