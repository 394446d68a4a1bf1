import type { DesignParams } from "../params.ts";

/** Trials of one participant by kind. Everyone gets the same numbers. */
export interface DesignSize {
  /** Stimuli shown to everyone. */
  readonly core: number;
  /** Core stimuli shown a second time. */
  readonly repeats: number;
  /** Stimuli drawn for this participant from the rest. */
  readonly own: number;
  readonly catches: number;
}

type Wanted = Pick<DesignParams, "trialsPerParticipant" | "coreStimuli" | "repeats" | "catchShare">;

/** Fits core, repeats, own stimuli and catch trials into the trials of one participant; few stimuli make fewer trials. */
export function sizeDesign(wanted: Wanted, stimuli: number, hasCatchFaces: boolean): DesignSize {
  const catchShare = hasCatchFaces ? wanted.catchShare : 0;
  const scorable = wanted.trialsPerParticipant - Math.round(wanted.trialsPerParticipant * catchShare);
  // Repeats buy reliability, not stimuli: never more than a quarter of the trials.
  const mostRepeats = Math.min(wanted.repeats, wanted.coreStimuli, Math.floor(scorable / 4));
  const distinct = Math.min(stimuli, scorable - mostRepeats);
  const core = Math.min(wanted.coreStimuli, distinct);
  const repeats = Math.min(mostRepeats, core);
  const catches = Math.min(
    wanted.trialsPerParticipant - distinct - repeats,
    Math.ceil(((distinct + repeats) * catchShare) / (1 - catchShare)),
  );
  return { core, repeats, own: distinct - core, catches };
}

/** Answers that a stimulus outside the core gets at least, and the participants that the wanted number would need. */
export function answersReached(
  size: DesignSize,
  stimuli: number,
  participants: number,
  wanted: number,
): { readonly answers: number; readonly participantsNeeded: number } {
  const rest = stimuli - size.core;
  if (rest === 0) return { answers: participants, participantsNeeded: wanted };
  const answers = Math.floor((participants * size.own) / rest);
  const forRest = size.own === 0 ? Number.POSITIVE_INFINITY : Math.ceil((wanted * rest) / size.own);
  return { answers, participantsNeeded: Math.max(wanted, forRest) };
}
