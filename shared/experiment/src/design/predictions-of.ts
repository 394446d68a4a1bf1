import { type Place, type Problem, throwIfAny, UserError } from "@limen/errors";

/** What a group model says of one stimulus. */
export interface Prediction {
  readonly stimulus_id: string;
  /** Of each class, in their order. */
  readonly p: ArrayLike<number>;
}

/** Problems of one kind that are shown. */
const SHOWN = 5;
/** What rounding may take from a sum of one. */
const ROUNDING = 0.01;

/**
 * (nats) What the group model says of each stimulus, in their order. Throws a UserError for all that is missing, there
 * twice, or no distribution.
 */
export function predictionsOf(
  predictions: readonly Prediction[],
  stimuli: readonly string[],
  place: Place,
): Float64Array[] {
  const known = new Map<string, Float64Array>();
  const wanted = new Set(stimuli);
  const [twice, broken]: [string[], string[]] = [[], []];
  for (const { stimulus_id, p } of predictions) {
    if (!wanted.has(stimulus_id)) continue;
    if (known.has(stimulus_id)) twice.push(stimulus_id);
    const shares = Float64Array.from(p);
    const sum = shares.reduce((a, b) => a + b, 0);
    if (!(shares.every((share) => share >= 0) && Math.abs(sum - 1) <= ROUNDING)) broken.push(stimulus_id);
    known.set(
      stimulus_id,
      shares.map((share) => Math.log(share / sum)),
    );
  }
  const missing = stimuli.filter((name) => !known.has(name));
  throwIfAny([
    ...listed(missing, "stimuli have no prediction", "give predictions of all that is shown", place),
    ...listed(twice, "stimuli have several predictions", "give one row a stimulus", place),
    ...listed(
      broken,
      "predictions are no probabilities: from 0 to 1, with a sum of 1",
      "give probabilities, not scores or percentages",
      place,
    ),
  ]);
  return stimuli.map((name) => known.get(name)!);
}

/** Throws a UserError where predictions are about other classes, or in another order. */
export function checkSameClasses(found: readonly string[], classes: readonly string[], place: Place): void {
  if (found.join() === classes.join()) return;
  throw new UserError({
    message: `the predictions have the classes ${found.join(", ")}, the stimuli ${classes.join(", ")}`,
    place,
    hint: "give predictions of a net that was trained on the classes of the stimuli, in their order",
  });
}

function listed(names: readonly string[], what: string, hint: string, place: Place): Problem[] {
  if (names.length === 0) return [];
  const more = names.length > SHOWN ? ", …" : "";
  return [{ message: `${names.length} ${what}: ${names.slice(0, SHOWN).join(", ")}${more}`, place, hint }];
}

/** One net's model out of a table of group predictions. Throws a UserError that says which there are. */
export function pickModel<R extends { readonly net: string; readonly model: string }>(
  rows: readonly R[],
  { net, model }: { readonly net?: string | undefined; readonly model: string },
  place: Place,
): R[] {
  const nets = [...new Set(rows.map((row) => row.net))];
  if (net === undefined && nets.length > 1) {
    throw new UserError({
      message: `the predictions are of several nets: ${nets.join(", ")}`,
      place,
      hint: "say which by closedLoop.net",
    });
  }
  const own = rows.filter((row) => row.net === (net ?? nets[0]));
  const picked = own.filter((row) => row.model === model);
  if (picked.length > 0) return picked;
  const there = [...new Set(rows.map((row) => `${row.net} ${row.model}`))];
  throw new UserError({
    message: `there are no predictions of ${[net ?? nets[0], model].filter(Boolean).join(" ")}`,
    place,
    hint: there.length === 0 ? "the table is empty" : `there are: ${there.join(", ")}`,
  });
}
