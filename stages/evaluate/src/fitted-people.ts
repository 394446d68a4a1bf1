import type { Person } from "@limen/person-model";
import type { Evidence } from "./read-inputs.ts";

/** The individual models whose parameters are all that tells them from the group model. */
export const SMALL_MODELS = ["individual_bias", "individual_bias_slope"] as const;
export const PRIMARY_MODEL = "individual_bias_slope";

export interface FittedPeople {
  readonly net: string;
  readonly people: ReadonlyMap<string, Person>;
  readonly digest: string;
}

/** Fitted people of each net under one small model; people with too few trials have no fit. */
export function fittedPeople(evidence: Evidence, model: string = PRIMARY_MODEL): FittedPeople[] {
  return evidence.parameters.flatMap(({ rows, digest }) => {
    const own = rows.filter((row) => row.model === model && row.bias.length === evidence.classes.length);
    const net = own[0]?.net;
    if (net === undefined) return [];
    const people = new Map(own.map((row) => [row.participant_id, { bias: row.bias, slope: row.slope }]));
    return [{ net, people, digest }];
  });
}
