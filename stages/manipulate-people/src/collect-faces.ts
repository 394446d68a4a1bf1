import {
  isAccepted,
  isBoundary,
  type Judged,
  type Stimulus,
  stimulusId,
  withoutDuplicates,
} from "@limen/sampling";

export interface CollectedFaces {
  /** Guided faces that passed the filters, each followed by its unguided twin, where that is a face. */
  readonly stimuli: readonly Stimulus[];
  readonly duplicates: number;
  /** Guided faces whose twin failed the filter of validity. */
  readonly withoutControl: number;
}

/** The faces that will be shown. */
export function collectFaces(all: readonly Judged[], controls: boolean): CollectedFaces {
  const accepted = all.filter((judged) => isBoundary(judged.attempt) && isAccepted(judged));
  const guided = withoutDuplicates(accepted);
  const twins = new Map(
    all
      .filter((judged) => !isBoundary(judged.attempt) && judged.valid)
      .map((judged) => [judged.attempt.stream, judged]),
  );
  const stimuli = guided.flatMap((boundary): Stimulus[] => {
    const id = stimulusId(boundary);
    const twin = controls ? twins.get(boundary.attempt.stream) : undefined;
    const face = { boundary, face: undefined };
    return [
      { ...face, id, pixels: boundary.pixels, match: null, judged: boundary },
      ...(twin ? [{ ...face, id: stimulusId(twin), pixels: twin.pixels, match: id, judged: twin }] : []),
    ];
  });
  const shown = stimuli.filter(({ match }) => match !== null).length;
  return {
    stimuli,
    duplicates: accepted.length - guided.length,
    withoutControl: controls ? guided.length - shown : 0,
  };
}
