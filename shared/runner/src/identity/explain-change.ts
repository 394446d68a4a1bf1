import type { RunIdentity } from "./run-identity.ts";

/** One part of a run's identity that differs from the run before. */
export interface Change {
  /** Field and name within it: `params.steps`, `code.@limen/diffusion`. */
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
  /** For people: `params changed: steps 20 → 12`. */
  readonly text: string;
}

type Describe = (name: string, before: string | null, after: string | null) => string;

/** Differences in the order in which a person wants to hear of them: what was asked, what was read, what computed. */
export function explainChange(before: RunIdentity, after: RunIdentity): Change[] {
  const arrow = (old: string | null, now: string | null) => `${old ?? "not there"} → ${now ?? "not there"}`;
  const parts: [string, unknown, unknown, Describe][] = [
    ["stage", { stage: before.stage }, { stage: after.stage }, (_, a, b) => `stage changed: ${arrow(a, b)}`],
    ["params", before.params, after.params, (name, a, b) => `params changed: ${name} ${arrow(a, b)}`],
    ["externals", before.externals, after.externals, (name) => `content of ${name} changed`],
    ["inputs", inputTexts(before), inputTexts(after), (name) => `input ${name} changed`],
    ["code", before.code, after.code, (name, a, b) => `code of ${name} ${verb(a, b)}`],
    ["packages", before.packages, after.packages, (name, a, b) => `package ${name} changed: ${arrow(a, b)}`],
    ["seed", { seed: before.seed }, { seed: after.seed }, (_, a, b) => `seed changed: ${arrow(a, b)}`],
    [
      "pipeline",
      { pipeline: before.pipeline },
      { pipeline: after.pipeline },
      () => "the nodes of the pipeline changed",
    ],
    [
      "engine",
      before.engine ?? {},
      after.engine ?? {},
      (name, a, b) => `engine changed: ${name} ${arrow(a, b)}`,
    ],
    ["format", { format: before.format }, { format: after.format }, () => "keys are made another way now"],
  ];
  return parts.flatMap(([field, old, now, describe]) =>
    differences(flatten(old), flatten(now)).map(([name, a, b]) => ({
      part: name === field ? field : `${field}.${name}`,
      before: a,
      after: b,
      text: describe(name, a, b),
    })),
  );
}

function inputTexts({ inputs }: RunIdentity): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, list]) => [
      name,
      list.map(({ from, digest }) => `${from}@${digest.slice(0, 12)}`).join(" "),
    ]),
  );
}

function verb(before: string | null, after: string | null): string {
  if (before === null) return "is used now";
  return after === null ? "is no longer used" : "changed";
}

/** Leaves by dotted path; lists count as leaves. */
function flatten(value: unknown, prefix = ""): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new Map([[prefix, typeof value === "string" ? value : JSON.stringify(value)]]);
  }
  return new Map(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .flatMap(([key, member]) => [...flatten(member, prefix === "" ? key : `${prefix}.${key}`)]),
  );
}

function differences(
  before: Map<string, string>,
  after: Map<string, string>,
): [string, string | null, string | null][] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => [name, before.get(name) ?? null, after.get(name) ?? null]);
}
