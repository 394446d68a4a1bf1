import { type Problem, throwIfAny, UserError } from "@limen/errors";
import type { Observer } from "@limen/experiment";
import { participantsTable, type Row, readTable } from "@limen/tables";
import { z } from "zod";

type Participant = Row<typeof participantsTable>;

/** A simulated person of an earlier round, as the table has them. */
export interface KnownPerson {
  readonly row: Participant;
  readonly observer: Observer;
}

/** What all observers of a round share. It stands in the metadata of their table, so that another round can be theirs. */
const roundSchema = z.strictObject({
  serialDependence: z.number(),
  deadlineMs: z.number(),
  /** Seed of what people of world W2 find ambiguous. */
  sight: z.string(),
  /** The net that they see by; null: only by the truth of synthetic faces. */
  percept: z.string().nullable(),
});
export type Round = z.output<typeof roundSchema>;

/** The metadata of a round's participants. */
export function roundMetadata(round: Round): Record<string, string> {
  return { observers: JSON.stringify(round) };
}

export interface KnownPeople {
  readonly people: readonly KnownPerson[];
  readonly round: Round;
}

/** The simulated people of an earlier round, with all that makes them the same. Throws a UserError where the table lacks it. */
export async function readPeople(path: string, classes: readonly string[]): Promise<KnownPeople> {
  const { rows, metadata } = await readTable(path, participantsTable);
  const place = { file: path, field: "inputs.people" };
  const strangers = rows.filter((row) => !isWhole(row, classes.length));
  const round = roundSchema.safeParse(parsed(metadata.observers));
  const problems: Problem[] = [];
  if (strangers.length > 0 || !round.success) {
    const names = strangers.slice(0, 5).map((row) => row.participant_id);
    problems.push({
      message:
        strangers.length > 0
          ? `how ${strangers.length} of ${rows.length} participants answer is not known, e.g. ${names.join(", ")}`
          : "the table does not say by what its observers see",
      place,
      hint: "give the participants of a run-experiment node of mode simulate, of faces of the same classes; people come again through mode collect or import",
    });
  }
  throwIfAny(problems);
  return { people: rows.map((row) => ({ row, observer: observerOf(row) })), round: round.data! };
}

/** Throws a UserError when they would see by another net than before: they would not be the same people. */
export function checkSamePercept(round: Round, percept: string | null): void {
  if (round.percept === percept) return;
  const nameOf = (net: string | null) => (net === null ? "no net" : `"${net}"`);
  throw new UserError({
    message: `these observers saw by ${nameOf(round.percept)} before, and by ${nameOf(percept)} now`,
    place: { field: "inputs.percept" },
    hint: "give the net that the earlier round had",
  });
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function isWhole({ source, bias, mixing, sensitivity, lapse, base_rt_ms }: Participant, classes: number) {
  return (
    source === "simulated" &&
    bias.length === classes &&
    mixing.length === classes ** 2 &&
    sensitivity !== null &&
    lapse !== null &&
    base_rt_ms !== null
  );
}

function observerOf(row: Participant): Observer {
  return {
    careless: row.habit === "fast" || row.habit === "one-key" ? row.habit : null,
    key: row.key ?? 0,
    cluster: row.cluster,
    bias: Float64Array.from(row.bias),
    sensitivity: row.sensitivity!,
    lapse: row.lapse!,
    mixing: Float64Array.from(row.mixing),
    baseRtMs: row.base_rt_ms!,
  };
}
