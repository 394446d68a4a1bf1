import { UserError } from "@limen/errors";
import type { NamedPerson } from "@limen/person-model";
import type { InputArtifact } from "@limen/stage";
import {
  alignmentScoresTable,
  classesOf,
  groupBy,
  personParametersTable,
  type Row,
  readTable,
} from "@limen/tables";
import type { Params } from "./params.ts";

/** A participant of the first round, as the alignment knows them. */
export interface Candidate {
  readonly id: string;
  /** Undefined where the alignment fitted no model to them. */
  readonly person: NamedPerson | undefined;
  /** (trials) that the model was fitted on. */
  readonly trials: number;
  /** (nats a trial) the group's model − their own on held-out answers; null without such answers. */
  readonly gain: number | null;
  readonly source: string;
}

/** Everybody with answers that the alignment of that net saw. Throws a UserError for tables of other nets or classes. */
export async function readCandidates(
  files: { readonly parameters: readonly InputArtifact[]; readonly scores: readonly InputArtifact[] },
  net: string,
  classes: readonly string[],
  model: Params["model"],
): Promise<Candidate[]> {
  const parameters: Row<typeof personParametersTable>[] = [];
  for (const { path } of files.parameters) {
    const { rows, metadata } = await readTable(path, personParametersTable);
    if (!rows.some((row) => row.net === net)) continue;
    checkClasses(path, classesOf(metadata), classes, net);
    parameters.push(...rows);
  }
  const scores = await Promise.all(
    files.scores.map(async ({ path }) => (await readTable(path, alignmentScoresTable)).rows),
  );
  return candidatesOf(parameters, scores.flat(), net, model);
}

type Parameters = Pick<
  Row<typeof personParametersTable>,
  "net" | "model" | "participant_id" | "bias" | "slope"
>;
type Score = Pick<
  Row<typeof alignmentScoresTable>,
  "net" | "model" | "participant_id" | "train_trials" | "test_trials" | "nats" | "source"
>;

/** The same from rows. */
export function candidatesOf(
  parameters: readonly Parameters[],
  scores: readonly Score[],
  net: string,
  model: Params["model"],
): Candidate[] {
  const fitted = new Map(
    parameters
      .filter((row) => row.net === net && row.model === model)
      .map(({ participant_id: id, bias, slope }) => [id, { id, bias, slope }]),
  );
  const own = scores.filter((row) => row.net === net);
  if (own.length === 0) throw otherNets("scores", net, scores);
  if (fitted.size === 0) throw otherNets("parameters", net, parameters);
  return [...groupBy(own, (row) => row.participant_id)].map(([id, rows]) => {
    const of = (name: string) => rows.filter((row) => row.model === name);
    return {
      id,
      person: fitted.get(id),
      trials: of(model).reduce((most, row) => Math.max(most, row.train_trials), 0),
      gain: difference(of("group"), of(model)),
      source: rows[0]!.source,
    };
  });
}

/** (nats a trial) over all cells of the split, each as heavy as it has trials. */
function difference(group: readonly Score[], individual: readonly Score[]): number | null {
  const mean = (rows: readonly Score[]) => {
    const trials = rows.reduce((sum, row) => sum + row.test_trials, 0);
    return trials === 0 ? null : rows.reduce((sum, row) => sum + row.test_trials * row.nats, 0) / trials;
  };
  const [before, after] = [mean(group), mean(individual)];
  return before === null || after === null ? null : before - after;
}

function otherNets(field: string, net: string, rows: readonly { readonly net: string }[]): UserError {
  const nets = [...new Set(rows.map((row) => row.net))];
  return new UserError({
    message: `the ${field} are of ${nets.length > 0 ? nets.join(", ") : "no net"}, and ${net} is to guide`,
    place: { field: `inputs.${field}` },
    hint: "give weights, parameters and scores of the same finetune-classifiers node, or name another net",
  });
}

function checkClasses(file: string, found: readonly string[], classes: readonly string[], net: string): void {
  if (found.join() === classes.join()) return;
  throw new UserError({
    message: `parameters of the classes ${found.join(", ")}; ${net} knows ${classes.join(", ")}`,
    place: { file },
    hint: "give the parameters that were fitted on top of this net",
  });
}
