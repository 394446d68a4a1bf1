import { entropyBits } from "@limen/stats";
import { type ClassShare, groupBy, heldOutAgrees } from "@limen/tables";
import { answerChanged, type ChangedAnswers } from "./change-answers.ts";
import { type PairAnswers, pairAnswers, stayApart, staysBetween } from "./judge-stability.ts";
import type { Nets } from "./load-nets.ts";
import type { StimulusSet } from "./read-stimuli.ts";

/** What the nets make of one stimulus and of its changed copies. */
export interface Judgement {
  /** Answers of its guides to the changed copies; none where the stimulus has no guide. */
  readonly guides: readonly PairAnswers[];
  /** By the rule of its arm; for controls, that of the stimulus they are matched to. Null without a guide. */
  readonly stable: boolean | null;
  readonly heldOut: PairAnswers;
  readonly heldOutStable: boolean;
  readonly heldOutAgrees: boolean;
  /** (bits) of the held-out net's answer to the picture as it is. */
  readonly entropy: number;
}

/** Judges the stimuli at these places. `answers`: the held-out net's, to the pictures as they are, at every place. */
export function judgeAnswers(
  set: StimulusSet,
  nets: Nets,
  answers: readonly Float64Array[],
  places: readonly number[],
): Map<number, Judgement> {
  const most = Math.max(0, ...places.map((place) => set.stimuli[place]!.guides.length));
  const byGuide = Array.from({ length: most }, (_, which) => answersByGuide(set, nets, places, which));
  const heldOut = answerChanged(nets.heldOut, set.pictures, places);
  return new Map(
    places.map((place) => {
      const { a, b, shares, apart } = set.stimuli[place]!;
      const own = byGuide
        .map((answers) => answers.get(place))
        .filter((changed) => changed !== undefined)
        .map((changed) => pairAnswers(changed, a, b));
      const judge = pairAnswers(heldOut.get(place)!, a, b);
      const still = answers[place]!;
      const judgement: Judgement = {
        guides: own,
        stable: stableIn(own, shares, apart),
        heldOut: judge,
        heldOutStable: staysBetween(judge, shares),
        heldOutAgrees: heldOutAgrees(still, shares),
        entropy: entropyBits(still),
      };
      return [place, judgement];
    }),
  );
}

function stableIn(
  guides: readonly PairAnswers[],
  shares: readonly ClassShare[],
  apart: boolean,
): boolean | null {
  const [first, second] = guides;
  if (!first) return null;
  if (apart && second) return stayApart(first, second);
  return guides.every((answers) => staysBetween(answers, shares));
}

/** Answers of the first, second, … guide of each stimulus to its changed copies. */
function answersByGuide(
  { stimuli, pictures }: StimulusSet,
  nets: Nets,
  places: readonly number[],
  which: number,
): Map<number, ChangedAnswers> {
  const guided = places.filter((place) => stimuli[place]!.guides[which] !== undefined);
  const groups = groupBy(guided, (place) => stimuli[place]!.guides[which]!);
  return new Map(
    [...groups].flatMap(([name, own]) => [...answerChanged(nets.guides.get(name)!, pictures, own)]),
  );
}
