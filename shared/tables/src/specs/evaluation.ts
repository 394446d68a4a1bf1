import { bool, choice, defineTable, float64, int32, nullable, text } from "../spec.ts";

export const claimsTable = defineTable({
  name: "claims",
  meaning:
    "One row a claim of the paper, net and contrast: effect with interval, test and ceiling. Nothing is hidden: all are listed.",
  columns: {
    claim: choice("C1 to C5"),
    statement: text("the claim in a sentence"),
    contrast: text("what is compared with what"),
    net: nullable(choice("the net, where the claim is about one")),
    effect: nullable(float64("estimate, in the unit")),
    low: nullable(float64("2.5 % bound")),
    high: nullable(float64("97.5 % bound")),
    unit: text("unit of the effect"),
    n: int32("number of the units that n_unit names"),
    n_unit: choice("stimuli, participants, attempts, faces, pairs (of answers) or trials"),
    test: text("test or interval used"),
    p_value: nullable(float64("uncorrected")),
    p_holm: nullable(
      float64(
        "corrected by Holm's method: primary contrasts over all primary tests, the others over all tests of the table",
      ),
    ),
    ceiling: nullable(float64("what the best possible model could reach, same unit; null where unknown")),
    primary: bool("true: one of the contrasts by which the claim stands or falls, named before any data"),
    supported: choice(
      "yes, no or unclear: the interval excludes the null in the claimed direction after Holm's correction; described: nothing to test; not tested: data are missing",
    ),
    seed: text("random stream of the resampling"),
    artifact: text("SHA-256 of the artifact that the numbers were read from"),
    source: choice("simulated, imported or collected: who answered; models: no people involved"),
  },
});

export const pointsTable = defineTable({
  name: "points",
  meaning: "One row a point of a figure, so that every figure can be redrawn from a table.",
  columns: {
    figure: choice("name of the figure, e.g. entropy_scatter"),
    series: text("colour or facet of the point, e.g. the net or arm"),
    item: text("stimulus, participant or class behind the point"),
    x: nullable(float64("horizontal value")),
    y: nullable(float64("vertical value")),
    low: nullable(float64("lower bound of y")),
    high: nullable(float64("upper bound of y")),
    source: choice("simulated, imported or collected; models: no people involved"),
  },
});

export const swapsTable = defineTable({
  name: "swaps",
  meaning:
    "One row a net and two participants: the individual model (bias and slope) of one on the answers of the other to new stimuli.",
  columns: {
    net: choice("name of the net"),
    model_of: choice("participant whose model it is"),
    answers_of: choice("participant whose answers are predicted"),
    trials: int32("(trials) answers to new stimuli"),
    nats: float64("(nats a trial) mean negative log-likelihood"),
    source: choice("simulated, imported or collected"),
  },
});
