import { type Person, personProbabilities } from "@limen/person-model";
import { type BinaryAnswer, type Interval, logisticMixedModel, type MixedFit, quantile } from "@limen/stats";
import { type Contrast, NO_INTERVAL, sourceOf } from "./claim.ts";
import { fittedPeople, PRIMARY_MODEL } from "./fitted-people.ts";
import { answersTo, type GroupAnswer, heldOutAnswers, isTop } from "./person-answers.ts";
import type { Evidence } from "./read-inputs.ts";

/** 97.5 % quantile of the standard normal */
const Z_95 = 1.959963984540054;

/** Fixed effects: constant, model, human entropy of the stimulus (low, middle, high: −1, 0, 1), and both together. */
const [MODEL, MODEL_BY_ENTROPY] = [1, 3];

/**
 * C4 and C5 once more, as a logistic mixed model of being right: answers to new stimuli, each under two models,
 * random intercepts of participants and stimuli. An answer stands twice, once a model, which makes errors if anything too
 * large. The interaction tells whether the gain is larger where people are less sure.
 */
export function mixEffects(evidence: Evidence): Contrast[] {
  const groups = evidence.groupPredictions.flatMap(({ rows, digest }) => {
    const net = rows[0]?.net;
    return net === undefined ? [] : [{ net, digest }];
  });
  const entropies = tertiles(evidence);
  const group = groups.flatMap(({ net, digest }) => {
    const answers = answersTo(evidence, net).filter((answer) => answer.isNew);
    const base = new Map(
      answersTo(evidence, net, "base").map((answer) => [answer.stimulus, answer.groupLogP]),
    );
    return contrastsOf(
      evidence,
      { claim: "C4", net, digest, names: ["group", "base"] },
      answers,
      entropies,
      (answer) => [answer.groupLogP, base.get(answer.stimulus)],
    );
  });
  const individual = fittedPeople(evidence).flatMap(({ net, people, digest }) => {
    const answers = heldOutAnswers(evidence, { net, people });
    return contrastsOf(
      evidence,
      { claim: "C5", net, digest, names: [PRIMARY_MODEL, "group"] },
      answers,
      entropies,
      (answer) => [
        personProbabilities(answer.groupLogP, people.get(answer.participant) as Person),
        answer.groupLogP,
      ],
    );
  });
  return [...group, ...individual];
}

interface Comparison {
  readonly claim: "C4" | "C5";
  readonly net: string;
  readonly digest: string;
  readonly names: readonly [string, string];
}

function contrastsOf(
  evidence: Evidence,
  { claim, net, digest, names }: Comparison,
  answers: readonly GroupAnswer[],
  entropies: ReadonlyMap<string, number>,
  scoresOf: (answer: GroupAnswer) => readonly [ArrayLike<number>, ArrayLike<number> | undefined],
): Contrast[] {
  if (answers.length === 0) return [];
  const rows = answers.flatMap((answer): BinaryAnswer[] => {
    const [first, second] = scoresOf(answer);
    const entropy = entropies.get(answer.stimulus);
    if (second === undefined || entropy === undefined) return [];
    return [first, second].flatMap((scores, which) => {
      const model = which === 0 ? 0.5 : -0.5;
      const correct = isTop(scores, answer.answer);
      // A rating that names no class is neither right nor wrong.
      if (correct === null) return [];
      return [
        {
          row: answer.participant,
          column: answer.stimulus,
          correct,
          effects: [1, model, entropy, model * entropy],
        },
      ];
    });
  });
  const fit = logisticMixedModel(rows);
  const people = new Set(rows.map(({ row }) => row)).size;
  const contrast = (name: string, effect: number, nullValue: number | null): Contrast => ({
    claim,
    contrast: `logistic mixed model, ${name}: ${names[0]} − ${names[1]}, new stimuli`,
    net,
    interval: waldInterval(fit, effect),
    nullValue,
    unit: "log-odds of a right answer",
    n: people,
    nUnit: "participants",
    test: fit
      ? `Wald interval; random intercepts of participants (sd ${fit.rowDeviation.toFixed(2)}) and stimuli (sd ${fit.columnDeviation.toFixed(2)}), Laplace's approximation`
      : "not tested: the answers do not determine the model",
    pValue: null,
    ceiling: null,
    seed: "none: nothing is drawn",
    digest,
    source: sourceOf(evidence.trials?.rows ?? []),
  });
  return [contrast("model", MODEL, 0), contrast("model × human entropy (a tertile)", MODEL_BY_ENTROPY, null)];
}

function waldInterval(fit: MixedFit | null, effect: number): Interval {
  const found = fit?.effects[effect];
  if (!found) return NO_INTERVAL;
  const { estimate, error } = found;
  return { estimate, low: estimate - Z_95 * error, high: estimate + Z_95 * error };
}

/** −1, 0 or 1: the third in which the human entropy of a stimulus lies. */
function tertiles({ choices }: Evidence): Map<string, number> {
  const values = choices.rows.map((row) => row.entropy);
  const [low, high] = [quantile(values, 1 / 3) ?? 0, quantile(values, 2 / 3) ?? 0];
  return new Map(
    choices.rows.map(({ stimulus_id, entropy }) => [
      stimulus_id,
      entropy <= low ? -1 : entropy > high ? 1 : 0,
    ]),
  );
}
