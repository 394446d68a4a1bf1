import type { RandomStream } from "@limen/random";
import type { choicesTable, Row, reliabilityTable } from "@limen/tables";
import { encodeAnswers } from "./encode-answers.ts";
import { keptTrials } from "./keep-trials.ts";
import { measureReliability } from "./measure-reliability.ts";
import { pairRepeats } from "./pair-repeats.ts";
import type { Params } from "./params.ts";
import { summariseChoices } from "./summarise-choices.ts";
import type { TrialColumns } from "./trial-columns.ts";

export interface Summary {
  readonly choices: Row<typeof choicesTable>[];
  readonly reliability: Row<typeof reliabilityTable>[];
}

/** How the participants who are not excluded chose, and how reliably. The same stream for any of them. */
export function summarisePopulation(
  trials: TrialColumns,
  excluded: ReadonlySet<string>,
  params: Params,
  source: string,
  random: RandomStream,
): Summary {
  const answers = encodeAnswers(trials, excluded);
  const pairs = pairRepeats(answers);
  return {
    choices: summariseChoices(answers, pairs, params, source, random.split("entropy")),
    reliability: [
      ...measureReliability(answers, pairs, params, source, random.split("reliability")),
      ...chosenShare(trials, excluded, source),
    ],
  };
}

/** Share of the answers that no other measure counts, because the closed loop chose their stimuli; no row without a loop. */
function chosenShare(
  trials: TrialColumns,
  excluded: ReadonlySet<string>,
  source: string,
): Row<typeof reliabilityTable>[] {
  const kept = keptTrials(trials, excluded);
  const n = kept.reduce((sum, isKept) => sum + isKept, 0);
  const chosen = kept.reduce((sum, isKept, i) => sum + (isKept & trials.isChosen[i]!), 0);
  if (chosen === 0) return [];
  return [{ measure: "chosen_share", value: chosen / n, low: null, high: null, n, unit: "trials", source }];
}
