import type {
  alignmentNotesTable,
  alignmentScoresTable,
  choicesTable,
  claimsTable,
  manipulationTable,
  outcomesTable,
  pointsTable,
  Row,
  reliabilityTable,
  rungChoicesTable,
  swapsTable,
} from "@limen/tables";

export function choices(id: string, first: number): Row<typeof choicesTable> {
  return {
    stimulus_id: id,
    n: 20,
    p: Float32Array.of(first, 1 - first),
    entropy: first === 0.5 ? 0.95 : 0.5,
    entropy_low: 0.4,
    entropy_high: 1,
    entropy_plugin: 0.9,
    within: null,
    between: null,
    median_rt_ms: 700,
    source: "simulated",
  };
}

export function reliability(value: number): Row<typeof reliabilityTable> {
  return {
    measure: "choice_alpha",
    value,
    low: value - 0.1,
    high: value + 0.1,
    n: 40,
    unit: "trials",
    source: "simulated",
  };
}

export function scores(): Row<typeof alignmentScoresTable>[] {
  const nats = { base: 1.2, group: 0.9, individual_bias_slope: 0.8 };
  return ["p1", "p2"].flatMap((participant) =>
    Object.entries(nats).map(([model, value]) => ({
      net: "vgg-s",
      model,
      participant_id: participant,
      stimuli: "new",
      people: "old",
      train_trials: 100,
      test_trials: 30,
      nats: value,
      accuracy: 0.6,
      source: "simulated",
    })),
  );
}

export function rungChoices(): Row<typeof rungChoicesTable>[] {
  const chosen = { net: "vgg-s", model: "individual_confusion", rank: null, precision: 4, inner_gain: 0.1 };
  const nobody = { net: "vgg-s", model: "group", rank: null, precision: null, inner_gain: 0 };
  return [
    { ...chosen, participant_id: "p1", folds_of: "people", train_trials: 100, source: "simulated" },
    { ...nobody, participant_id: "p2", folds_of: "nobody", train_trials: 3, source: "simulated" },
  ];
}

export function alignmentNotes(): Row<typeof alignmentNotesTable>[] {
  const what = { finding: "few_trials", count: 1, of: 2, names: "p2", handled: "given the group model" };
  return [{ net: "vgg-s", ...what, source: "simulated" }];
}

export function exampleClaim(): Row<typeof claimsTable> {
  return {
    claim: "C3",
    statement: "Faces that confuse nets make people uncertain.",
    contrast: "uncertainty − natural",
    net: null,
    effect: 0.45,
    low: 0.2,
    high: 0.7,
    unit: "bits",
    n: 2,
    n_unit: "stimuli",
    test: "permutation over stimuli",
    p_value: 0.0004,
    p_holm: 0.0008,
    ceiling: null,
    primary: true,
    supported: "yes",
    seed: "1/evaluation",
    artifact: "0".repeat(64),
    source: "simulated",
  };
}

export function swaps(): Row<typeof swapsTable>[] {
  const people = ["p1", "p2", "p3"];
  return people.flatMap((model_of, i) =>
    people.map((answers_of, j) => ({
      net: "vgg-s",
      model_of,
      answers_of,
      trials: 30,
      // The third participant is taken for the second.
      nats: 0.8 + 0.2 * Math.abs(i - Math.min(j, 1)),
      source: "simulated",
    })),
  );
}

export function points(): Row<typeof pointsTable>[] {
  const bounds = { low: null, high: null, source: "simulated" };
  return [
    ...[1, 2, 3].map((x) => ({
      figure: "participant_intervals",
      series: "vgg-s",
      item: `p${x}`,
      x,
      y: x / 10 - 0.1,
      low: x / 10 - 0.3,
      high: x / 10,
      source: "simulated",
    })),
    ...["by expected information", "in random order"].flatMap((series, s) =>
      [0, 10, 20].map((x) => ({
        figure: "closed_loop",
        series,
        item: "vgg-s",
        x,
        y: 0.5 / (1 + x * (2 - s)),
        low: 0.4 / (1 + x * (2 - s)),
        high: 0.6 / (1 + x * (2 - s)),
        source: "simulated",
      })),
    ),
    { figure: "entropy_scatter", series: "vgg-s", item: "s1", x: 1, y: 0.95, ...bounds },
    { figure: "entropy_scatter", series: "vgg-s", item: "s2", x: 0.4, y: 0.5, ...bounds },
    {
      figure: "yields",
      series: "uncertainty",
      item: "anger / fear",
      x: null,
      y: 0.8,
      low: 0.6,
      high: 0.9,
      source: "models",
    },
  ];
}

/** A pair of people who split one face as they were meant to, and its control the other way round. */
export function outcomes(): Row<typeof outcomesTable>[] {
  const shared = {
    pair: "p1 & p2",
    participant_a: "p1",
    participant_b: "p2",
    wanted_a: "anger",
    wanted_b: "fear",
    p_a: Float32Array.of(0.7, 0.3),
    p_b: Float32Array.of(0.35, 0.65),
    source: "simulated",
  };
  return [
    { ...shared, stimulus_id: "s1", guided: true, answer_a: "anger", answer_b: "fear", outcome: "success" },
    { ...shared, stimulus_id: "s2", guided: false, answer_a: "fear", answer_b: "anger", outcome: "reversed" },
  ];
}

export function manipulation(): Row<typeof manipulationTable>[] {
  const row = (scope: string, guided: boolean): Row<typeof manipulationTable> => ({
    scope,
    pair: scope === "all" ? null : "p1 & p2",
    guided,
    pairs: 1,
    stimuli: 1,
    missing: 0,
    success: guided ? 1 : 0,
    bias: 0,
    failure: guided ? 0 : 1,
    reversed: guided ? 0 : 1,
    ratio: guided ? 1 : 0,
    low: null,
    high: null,
    predicted: 0.81,
    null_low: null,
    null_high: null,
    p_pairs: null,
    p_stimuli: guided ? 0.5 : 1,
    p_least: null,
    test: "who is who swapped stimulus by stimulus; one pair allows no test over pairs",
    seed: "1",
    source: "simulated",
  });
  return [row("all", true), row("pair", true), row("all", false), row("pair", false)];
}
