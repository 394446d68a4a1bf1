import { isAccepted, type Judged } from "./judge-block.ts";
import { lookOf, type Matchable, matchControls } from "./match-controls.ts";
import type { Params } from "./params.ts";
import type { NaturalFace } from "./read-natural.ts";

/** A face that will be shown: a boundary stimulus, or a control that stands beside one. */
export interface Stimulus {
  readonly id: string;
  readonly pixels: Uint8Array;
  /** The boundary stimulus; for controls, the one matched to. */
  readonly boundary: Judged;
  readonly match: string | null;
  readonly from:
    | { readonly kind: "attempt"; readonly judged: Judged }
    | { readonly kind: "natural"; readonly face: NaturalFace };
}

/** Accepted boundary attempts in order, each followed by its natural, unguided and confident controls. */
export function collectStimuli(
  all: readonly Judged[],
  natural: readonly NaturalFace[],
  params: Params,
): { readonly stimuli: Stimulus[]; readonly missing: Record<"natural" | "unguided" | "confident", number> } {
  const accepted = all.filter(isAccepted);
  const boundary = accepted.filter(
    ({ attempt }) => attempt.arm === "uncertainty" || attempt.arm === "controversial",
  );
  const looks = boundary.map(({ pixels }) => lookOf(pixels));
  const pairOf = (stimulus: number) => boundary[stimulus]!.attempt;
  const arms = (["unguided", "confident"] as const).map((arm) => {
    const pool = accepted.filter(({ attempt }) => attempt.arm === arm);
    const candidates = pool.map(({ pixels, attempt }): Matchable => {
      const fits = (stimulus: number) => samePair(attempt, pairOf(stimulus));
      return { look: lookOf(pixels), fits };
    });
    const matches = matchControls(looks, candidates, params[arm]);
    return { arm, pool, matches };
  });
  const naturalMatches = matchControls(
    looks,
    natural.map(({ pixels, majority }): Matchable => {
      const fits = (stimulus: number) => majority === pairOf(stimulus).a || majority === pairOf(stimulus).b;
      return { look: lookOf(pixels), fits };
    }),
    params.natural,
  );

  const stimuli = boundary.flatMap((judged, index): Stimulus[] => {
    const id = idOf(judged);
    const control = { boundary: judged, match: id };
    return [
      { id, pixels: judged.pixels, boundary: judged, match: null, from: { kind: "attempt", judged } },
      ...naturalMatches[index]!.map((place): Stimulus => {
        const face = natural[place]!;
        return { ...control, id: `natural-${face.id}`, pixels: face.pixels, from: { kind: "natural", face } };
      }),
      ...arms.flatMap(({ pool, matches }) =>
        matches[index]!.map((place): Stimulus => {
          const mate = pool[place]!;
          return { ...control, id: idOf(mate), pixels: mate.pixels, from: { kind: "attempt", judged: mate } };
        }),
      ),
    ];
  });
  const lacking = (wanted: number, matches: readonly (readonly number[])[]) =>
    matches.reduce((sum, found) => sum + wanted - found.length, 0);
  return {
    stimuli,
    missing: {
      natural: lacking(params.natural, naturalMatches),
      unguided: lacking(params.unguided, arms[0]!.matches),
      confident: lacking(params.confident, arms[1]!.matches),
    },
  };
}

function samePair(x: { a: number; b: number }, y: { a: number; b: number }): boolean {
  return (x.a === y.a && x.b === y.b) || (x.a === y.b && x.b === y.a);
}

/** Unique and the same in every run: the arm and the attempt's number. */
function idOf({ attempt }: Judged): string {
  return `${attempt.arm}-${String(attempt.index).padStart(6, "0")}`;
}
