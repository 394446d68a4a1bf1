import { readFile } from "node:fs/promises";
import { UserError } from "@limen/errors";
import { checkSameClasses, type Prediction, pickModel } from "@limen/experiment";
import type { ClosedLoopParams } from "@limen/experiment/params";
import { classesOf, groupPredictionsTable, readMetadata, readTable, TABLE_KEY } from "@limen/tables";
import { readForeign } from "@limen/trials";

/** Names that the stimulus' column may have. */
const NAMES = ["stimulus_id", "stimulus", "image"];

/**
 * What a group model says of each stimulus: the `predictions` of finetune-classifiers, or a table (CSV, JSON, Parquet) with a
 * column that names the stimulus and one of each class. Throws a UserError for anything else.
 */
export async function readPredictions(
  file: string,
  loop: ClosedLoopParams,
  classes: readonly string[],
): Promise<readonly Prediction[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new UserError({ message: "the file of predictions does not exist", place: { file } });
  });
  if (await isOurs(file, bytes)) {
    const { rows, metadata } = await readTable(file, groupPredictionsTable);
    checkSameClasses(classesOf(metadata), classes, { file });
    return pickModel(rows, loop, { file });
  }
  const { columns, rows } = await readForeign({ path: file, name: file }, bytes);
  const stimulus = columns.findIndex((name) => NAMES.includes(name));
  const shares = classes.map((name) => columns.indexOf(name));
  const missing = [...(stimulus < 0 ? ["stimulus_id"] : []), ...classes.filter((_, c) => shares[c] === -1)];
  if (missing.length > 0) {
    throw new UserError({
      message: `the predictions lack the columns ${missing.join(", ")}`,
      place: { file },
      hint: "give a row a stimulus: its name as stimulus_id, and the probability of each class in a column of that name",
    });
  }
  return rows.map(({ cells }) => ({
    stimulus_id: cells[stimulus]!,
    // An empty cell is no number.
    p: shares.map((column) => (cells[column] === "" ? Number.NaN : Number(cells[column]))),
  }));
}

/** A Parquet file that says which of Limen's tables it is. */
async function isOurs(file: string, bytes: Buffer): Promise<boolean> {
  if (bytes.subarray(0, 4).toString("latin1") !== "PAR1") return false;
  return (await readMetadata(file))[TABLE_KEY] !== undefined;
}
