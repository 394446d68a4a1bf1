import { join } from "node:path";
import { InternalError } from "@limen/errors";
import {
  choicesTable,
  classesOf,
  exclusionsTable,
  readForeignTable,
  readTable,
  reliabilityTable,
} from "@limen/tables";

const TOLERANCE = 1e-9;

/** Holds each of the peer's figures against the stage's; gives how many agree and the largest difference. */
export async function compare(folder: string, peer: string): Promise<{ values: number; worst: number }> {
  let values = 0;
  let worst = 0;
  const hold = (what: string, own: number | null, other: unknown): void => {
    const theirs = other === null || Number.isNaN(other) ? null : Number(other);
    const apart =
      own === null || theirs === null
        ? own === theirs
          ? 0
          : Number.POSITIVE_INFINITY
        : Math.abs(own - theirs);
    if (!(apart <= TOLERANCE)) throw new InternalError(`${peer}: ${what} is ${theirs}, Limen's is ${own}`);
    values++;
    worst = Math.max(worst, apart);
  };
  const theirs = async (name: string, key: string) => {
    const { rows } = await readForeignTable(join(folder, `${peer}-${name}.parquet`));
    return new Map(rows.map((row) => [row[key] as string, row]));
  };

  const people = await theirs("exclusions", "participant_id");
  const { rows: verdicts } = await readTable(join(folder, "exclusions-out.parquet"), exclusionsTable);
  for (const { participant_id, rule, value, threshold, excluded } of verdicts) {
    const row = people.get(participant_id)!;
    hold(`${rule} of ${participant_id}`, value, row[rule]);
    if (rule === "repeat_agreement") hold(`limit of ${participant_id}`, threshold, row.repeat_limit);
    if (excluded && row.kept === true)
      throw new InternalError(`${peer}: ${participant_id} is kept, not here`);
  }

  const choices = await theirs("choices", "stimulus_id");
  const { rows: judged, metadata } = await readTable(join(folder, "choices-out.parquet"), choicesTable);
  if (choices.size !== judged.length)
    throw new InternalError(`${peer}: ${choices.size} stimuli, here ${judged.length}`);
  const classes = classesOf(metadata);
  for (const row of judged) {
    const other = choices.get(row.stimulus_id)!;
    hold(`n of ${row.stimulus_id}`, row.n, other.n);
    hold(`entropy of ${row.stimulus_id}`, row.entropy, other.entropy);
    hold(`median time of ${row.stimulus_id}`, row.median_rt_ms, other.median_rt_ms);
    // Shares are stored as float32.
    classes.forEach((name, c) => {
      hold(`${name} at ${row.stimulus_id}`, row.p[c]!, Math.fround(Number(other[name]) / row.n));
    });
  }

  const { rows: measures } = await readTable(join(folder, "reliability-out.parquet"), reliabilityTable);
  const { rows: scalars } = await readForeignTable(join(folder, `${peer}-reliability.parquet`));
  for (const { measure, value } of scalars) {
    hold(`${measure}`, measures.find((row) => row.measure === measure)!.value, value);
  }
  return { values, worst };
}
