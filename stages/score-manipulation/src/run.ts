import { throwIfAny } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import {
  classesOf,
  keptTrialsTable,
  manipulationTable,
  outcomesTable,
  readTable,
  refuseComparisons,
  targetsTable,
  writeTable,
} from "@limen/tables";
import type stage from "./index.ts";
import { pairAnswers } from "./pair-answers.ts";
import { summarise } from "./summarise.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const targets = await readTable(context.input("targets").path, targetsTable);
  const trials = await readTable(context.input("trials").path, keptTrialsTable);
  refuseComparisons(trials.metadata);
  const classes = classesOf(targets.metadata);
  const found = classesOf(trials.metadata);
  throwIfAny(
    found.join() === classes.join()
      ? []
      : [
          {
            message: `the trials choose between ${found.join(", ")}; the targets are of ${classes.join(", ")}`,
            place: { field: "inputs.trials" },
            hint: "give the trials of the round that showed these stimuli",
          },
        ],
  );
  const outcomes = pairAnswers(targets.rows, trials.rows);
  const rows = summarise(outcomes, classes, context.params, context.random);
  const missing = outcomes.filter(({ outcome }) => outcome === "missing").length;
  if (missing > 0)
    context.log(
      `${missing} of ${outcomes.length} stimuli were not answered by both people of their pair: not seen, too late, or excluded`,
    );
  if (outcomes.length === 0) context.log("there are no targets: nothing was to be seen differently");
  const metadata = { classes: JSON.stringify(classes) };
  await writeTable(context.output("manipulation"), manipulationTable, rows, { metadata });
  await writeTable(context.output("outcomes"), outcomesTable, outcomes, { metadata });
}
