import type { RandomStream } from "@limen/random";
import {
  binomialInterval,
  binomialTail,
  bootstrap,
  crossedBootstrap,
  mean,
  signFlipTest,
} from "@limen/stats";
import type { alignmentScoresTable } from "@limen/tables/specs";
import { type Contrast, sourceOf } from "./claim.ts";
import { individualCells } from "./crossed-gains.ts";
import type { Params } from "./params.ts";
import { type Measure, type PersonGain, personGains, type ScoreRow, UNITS } from "./person-gains.ts";
import type { Evidence, Loaded } from "./read-inputs.ts";

type Scores = Loaded<typeof alignmentScoresTable>;

/** The model that the claim is about; the other rungs are tested in likelihood only, so that Holm's correction stays affordable. */
const PRIMARY = "individual_bias_slope";
/** The papers' protocol, which chooses on the reported trials: listed to show what that makes up, never tested. */
const SELECTED = "individual_full_selected";
const NESTED = "individual_full";

/** C5: every individual model against the group and its controls, on new stimuli, people of the group's training. */
export function testIndividuals(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  return evidence.scores.flatMap((scores) => {
    const net = scores.rows[0]?.net;
    if (net === undefined) return [];
    const stream = random.split(net);
    const models = [...new Set(scores.rows.map((row) => row.model))].filter(
      (model) => model.startsWith("individual_") && model !== SELECTED,
    );
    const against = (
      model: string,
      references: readonly string[],
      measures: readonly Measure[],
      tested: boolean,
    ) =>
      measures.flatMap((measure) =>
        references.map((reference) =>
          gainContrast(evidence, scores, net, model, reference, measure, tested, params, stream),
        ),
      );
    return [
      ...models.flatMap((model) => [
        ...against(
          model,
          ["group", "group_extra"],
          model === PRIMARY ? ["nats", "accuracy"] : ["nats"],
          true,
        ),
        ...(model === PRIMARY ? [shareImproved(scores, net, model, true, stream)] : []),
      ]),
      ...(scores.rows.some((row) => row.model === SELECTED)
        ? [
            ...against(SELECTED, [NESTED, "group"], ["nats", "accuracy"], false),
            ...against(NESTED, ["group"], ["accuracy"], false),
            shareImproved(scores, net, SELECTED, false, stream),
          ]
        : []),
      ...against(PRIMARY, ["other_person", "permuted_labels"], ["nats"], true),
      // Controls are listed, not claimed: they should not gain.
      ...against("other_person", ["group"], ["nats"], false),
      ...against("permuted_labels", ["group"], ["nats"], false),
      shareImproved(scores, net, "permuted_labels", false, stream),
    ];
  });
}

function gainContrast(
  evidence: Evidence,
  { rows, digest }: Scores,
  net: string,
  model: string,
  reference: string,
  measure: Measure,
  tested: boolean,
  params: Params,
  random: RandomStream,
): Contrast {
  const stream = random.split(model).split(reference).split(measure);
  const gains = personGains(rows, model, reference, "old", measure);
  const isFitted = gains.some((gain) => gain.trainTrials > 0);
  // Were nobody fitted, all would keep the group model: that nobody gains is then no finding.
  const values = isFitted ? gains.map((gain) => gain.gain) : [];
  const options = { random: stream.split("interval"), draws: params.draws };
  const among = new Set(gains.map((gain) => gain.participant));
  const cells =
    isFitted && reference === "group" ? individualCells(evidence, net, model, measure, among) : null;
  const over = cells ? "people × stimuli" : "people";
  return {
    ...common(net, rows, digest, gains),
    contrast: `${tested ? "" : "control: "}${model} − ${reference}, new stimuli, old people`,
    interval: cells ? crossedBootstrap(cells, options) : bootstrap(values, (sample) => mean(sample), options),
    nullValue: tested ? 0 : null,
    unit: UNITS[measure],
    test:
      gains.length === 0
        ? NO_PEOPLE
        : !isFitted
          ? NOBODY_FITTED
          : `sign-flip test over people; bootstrap over ${over}${unfitted(gains)}`,
    pValue: tested
      ? signFlipTest(values, {
          random: stream.split("test"),
          draws: params.permutations,
          alternative: "greater",
        }).pValue
      : null,
    seed: stream.path,
  };
}

/**
 * Share of people whose answers the individual model predicts better than the group model. People with equal fit
 * (mostly those given the group model) are left out. With everything nested in training trials, half is the most that
 * no individuality can give.
 */
function shareImproved(
  { rows, digest }: Scores,
  net: string,
  model: string,
  tested: boolean,
  random: RandomStream,
): Contrast {
  const gains = personGains(rows, model, "group", "old", "nats");
  const decided = gains.filter((gain) => gain.gain !== 0);
  const improved = decided.filter((gain) => gain.gain > 0).length;
  return {
    ...common(net, rows, digest, decided),
    contrast: `${tested ? "" : "control: "}people improved by ${model} over group, new stimuli, old people`,
    interval: binomialInterval(improved, decided.length),
    nullValue: tested ? 0.5 : null,
    unit: "share of people",
    test:
      decided.length === 0
        ? "not tested: no person is predicted differently by the two models"
        : `binomial test against one half; Wilson interval; ${gains.length - decided.length} people equal`,
    pValue: tested && decided.length > 0 ? binomialTail(improved, decided.length, 0.5) : null,
    seed: random.path,
  };
}

const NOBODY_FITTED = "not tested: nobody had enough training trials for a model of their own";
const NO_PEOPLE = "not tested: no old people with held-out answers to new stimuli under both models";

function common(net: string, rows: readonly ScoreRow[], digest: string, gains: readonly PersonGain[]) {
  return {
    claim: "C5",
    net,
    n: gains.length,
    nUnit: "participants",
    ceiling: null,
    digest,
    source: sourceOf(rows),
  } as const;
}

function unfitted(gains: readonly PersonGain[]): string {
  const count = gains.filter((gain) => gain.trainTrials === 0).length;
  return count === 0 ? "" : `; ${count} people with too few trials keep the group model`;
}
