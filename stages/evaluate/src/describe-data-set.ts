import type { RandomStream } from "@limen/random";
import { bootstrap, mean } from "@limen/stats";
import { type Contrast, sourceOf } from "./claim.ts";
import type { Params } from "./params.ts";
import type { Evidence } from "./read-inputs.ts";

/** C2: how large the data set is, and how reliable. */
export function describeDataSet(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  const { choices, trials, exclusions, reliability } = evidence;
  const common = {
    claim: "C2",
    net: null,
    nullValue: null,
    pValue: null,
    ceiling: null,
    digest: choices.digest,
    source: sourceOf(choices.rows),
    seed: random.path,
  } as const;
  const count = (contrast: string, value: number, unit: string, nUnit: Contrast["nUnit"]): Contrast => ({
    ...common,
    contrast,
    interval: { estimate: value, low: null, high: null },
    unit,
    n: value,
    nUnit,
    test: "count",
  });
  const stream = random.split("answers");
  const rows: Contrast[] = [
    count("stimuli with answers", choices.rows.length, "stimuli", "stimuli"),
    {
      ...common,
      contrast: "answers to each stimulus",
      interval: bootstrap(
        choices.rows.map((row) => row.n),
        (sample) => mean(sample),
        { random: stream, draws: params.draws },
      ),
      unit: "answers",
      n: choices.rows.length,
      nUnit: "stimuli",
      test: "bootstrap over stimuli",
      seed: stream.path,
    },
  ];
  if (trials) {
    const people = new Set(trials.rows.map((row) => row.participant_id)).size;
    rows.push(
      { ...count("participants kept", people, "participants", "participants"), digest: trials.digest },
      {
        ...count("answers kept", trials.rows.length, "answers", "participants"),
        digest: trials.digest,
        n: people,
      },
    );
  }
  if (exclusions) {
    const out = new Set(exclusions.rows.filter((row) => row.excluded).map((row) => row.participant_id)).size;
    rows.push({
      ...count("participants excluded", out, "participants", "participants"),
      digest: exclusions.digest,
    });
  }
  return [
    ...rows,
    ...reliability.rows.map((row) => reliabilityContrast(row, reliability.digest, random.path)),
  ];
}

function reliabilityContrast(
  row: Evidence["reliability"]["rows"][number],
  digest: string,
  seed: string,
): Contrast {
  const tested = row.measure === "entropy_split_half" || row.measure === "entropy_spearman_brown";
  return {
    claim: "C2",
    contrast: row.measure.replaceAll("_", " "),
    net: null,
    interval: { estimate: row.value, low: row.low, high: row.high },
    nullValue: tested ? 0 : null,
    unit: unitOf(row.measure),
    n: row.n,
    nUnit: row.unit,
    test:
      row.value === null
        ? `not available: the trials cannot tell (${row.n} ${row.unit})`
        : `from the reliability table (${row.n} ${row.unit})`,
    pValue: null,
    ceiling: null,
    seed,
    digest,
    source: row.source,
  };
}

function unitOf(measure: string): string {
  if (measure.startsWith("likelihood")) return "nats a trial";
  if (measure.startsWith("accuracy")) return "share of answers";
  if (measure === "choice_alpha") return "alpha";
  if (measure === "rating_icc") return "ICC(1,1)";
  return measure.startsWith("choice_agreement") ? "share of pairs" : "correlation";
}
