import {
  type AnchorOf,
  isAccepted,
  isBoundary,
  type Judged,
  type NaturalFace,
  type Stimulus,
  stimulusId,
  withoutDuplicates,
} from "@limen/sampling";
import { CONTROL_ARMS, type ControlArm, groupBy } from "@limen/tables";
import { lookOf, type Matchable, matchControls } from "./match-controls.ts";
import type { Params } from "./params.ts";
import { isControlOf } from "./plan-controls.ts";

export interface Collected {
  readonly stimuli: readonly Stimulus[];
  readonly lacking: readonly Lacking[];
  /** Accepted attempts that were left out because the set has that picture already. */
  readonly duplicates: number;
}

/** A control of one kind, and the boundary stimuli that it may stand beside. */
interface Candidate extends Matchable {
  readonly stimulus: Omit<Stimulus, "boundary" | "match">;
}

/** Accepted boundary attempts in order, each followed by its controls. */
export function collectStimuli(
  all: readonly Judged[],
  natural: readonly NaturalFace[],
  anchorOf: AnchorOf,
  params: Params,
): Collected {
  const accepted = all.filter(isAccepted);
  const distinct = withoutDuplicates(accepted);
  const boundary = distinct.filter(({ attempt }) => isBoundary(attempt));
  const looks = boundary.map(lookOf);
  const pool = naturalPool(natural, distinct, anchorOf);
  const order = inTurn(boundary.map(({ attempt }) => attempt.arm));
  const matches = CONTROL_ARMS.map((control) => {
    const candidates =
      control === "natural"
        ? pool.map((one) => naturalCandidate(one, boundary, anchorOf))
        : distinct
            .filter(({ attempt }) => attempt.arm === control)
            .map((judged) => drawnCandidate(judged, boundary, anchorOf));
    const found = matchControls(looks, candidates, wantedOf(control, params), order);
    return found.map((places) => places.map((place) => candidates[place]!.stimulus));
  });
  const stimuli = boundary.flatMap((judged, index): Stimulus[] => {
    const id = stimulusId(judged);
    const { pixels } = judged;
    return [
      { id, pixels, boundary: judged, match: null, face: anchorOf(judged.attempt), judged },
      ...matches.flatMap((found) =>
        found[index]!.map((stimulus) => ({ ...stimulus, boundary: judged, match: id })),
      ),
    ];
  });
  const lacking = countLacking(boundary, matches, params);
  return { stimuli, lacking, duplicates: accepted.length - distinct.length };
}

/** A real face that may be a natural control. */
interface Pooled {
  readonly face: NaturalFace;
  /** An anchored stimulus started from it: it stands beside such a one or nowhere. */
  readonly isAnchor: boolean;
}

/** A face that was moved off the manifold is not shown a second time as it is. */
function naturalPool(
  natural: readonly NaturalFace[],
  accepted: readonly Judged[],
  anchorOf: AnchorOf,
): Pooled[] {
  const startsOf = (arm: string) => {
    const own = accepted.filter(({ attempt }) => attempt.arm === arm);
    return new Set(own.map(({ attempt }) => anchorOf(attempt)?.id));
  };
  const [moved, anchors] = [startsOf("off-manifold"), startsOf("anchored")];
  return natural
    .map((face) => ({ face, isAnchor: anchors.has(face.id) }))
    .filter(({ face, isAnchor }) => isAnchor || !moved.has(face.id));
}

/** A real face fits where people saw one of the classes in it; an anchored stimulus takes its own face. */
function naturalCandidate(
  { face, isAnchor }: Pooled,
  boundary: readonly Judged[],
  anchorOf: AnchorOf,
): Candidate {
  const fits = (place: number) => {
    const { attempt } = boundary[place]!;
    const anchor = anchorOf(attempt);
    if (anchor) return anchor.id === face.id;
    return !isAnchor && attempt.shares.some(({ index }) => index === face.majority);
  };
  const { id, pixels } = face;
  return { look: lookOf(face), fits, stimulus: { id: `natural-${id}`, pixels, face, judged: undefined } };
}

function drawnCandidate(judged: Judged, boundary: readonly Judged[], anchorOf: AnchorOf): Candidate {
  const fits = (place: number) => isControlOf(judged.attempt, boundary[place]!.attempt);
  const { attempt, pixels } = judged;
  return {
    look: lookOf(judged),
    fits,
    stimulus: { id: stimulusId(judged), pixels, face: anchorOf(attempt), judged },
  };
}

function wantedOf(control: ControlArm, params: Params): number {
  return control === "off-manifold" ? params.offManifold : params[control];
}

/** Boundary stimuli of an arm that stand without all the controls of a kind that were asked for. */
export interface Lacking {
  readonly arm: string;
  readonly control: string;
  readonly lacking: number;
  readonly of: number;
}

function countLacking(
  boundary: readonly Judged[],
  matches: readonly (readonly (readonly unknown[])[])[],
  params: Params,
): Lacking[] {
  const arms = groupBy([...boundary.entries()], ([, { attempt }]) => attempt.arm);
  return [...arms].flatMap(([arm, own]) =>
    CONTROL_ARMS.map((control, kind) => ({
      arm,
      control,
      lacking: own.filter(([index]) => matches[kind]![index]!.length < wantedOf(control, params)).length,
      of: own.length,
    })).filter(({ lacking }) => lacking > 0),
  );
}

/** Places of the list by arms in turn: controls run out for all arms alike, not for the last. */
function inTurn(arms: readonly string[]): number[] {
  const seen = new Map<string, number>();
  const rank = arms.map((arm) => {
    const before = seen.get(arm) ?? 0;
    seen.set(arm, before + 1);
    return before;
  });
  return arms.map((_, place) => place).sort((x, y) => rank[x]! - rank[y]! || x - y);
}
