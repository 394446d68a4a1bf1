import { createHash } from "node:crypto";
import { groupBy } from "@limen/tables";
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
): { readonly stimuli: Stimulus[]; readonly lacking: readonly Lacking[] } {
  const accepted = all.filter(isAccepted);
  const boundary = accepted.filter(
    ({ attempt }) => attempt.arm === "uncertainty" || attempt.arm === "controversial",
  );
  const looks = boundary.map(({ pixels }) => lookOf(pixels));
  const order = inTurn(boundary.map(({ attempt }) => attempt.arm));
  const pairOf = (stimulus: number) => boundary[stimulus]!.attempt;
  const arms = (["unguided", "confident"] as const).map((arm) => {
    const pool = accepted.filter(({ attempt }) => attempt.arm === arm);
    const candidates = pool.map(({ pixels, attempt }): Matchable => {
      const fits = (stimulus: number) => samePair(attempt, pairOf(stimulus));
      return { look: lookOf(pixels), fits };
    });
    const matches = matchControls(looks, candidates, params[arm], order);
    return { arm, pool, matches };
  });
  const naturalMatches = matchControls(
    looks,
    natural.map(({ pixels, majority }): Matchable => {
      const fits = (stimulus: number) => majority === pairOf(stimulus).a || majority === pairOf(stimulus).b;
      return { look: lookOf(pixels), fits };
    }),
    params.natural,
    order,
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
  const found = { natural: naturalMatches, unguided: arms[0]!.matches, confident: arms[1]!.matches };
  return { stimuli, lacking: countLacking(boundary, found, params) };
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
  found: Record<"natural" | "unguided" | "confident", readonly (readonly number[])[]>,
  params: Params,
): Lacking[] {
  const arms = groupBy([...boundary.entries()], ([, { attempt }]) => attempt.arm);
  return [...arms].flatMap(([arm, own]) =>
    (["natural", "unguided", "confident"] as const)
      .map((control) => ({
        arm,
        control,
        lacking: own.filter(([index]) => found[control][index]!.length < params[control]).length,
        of: own.length,
      }))
      .filter(({ lacking }) => lacking > 0),
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

function samePair(x: { a: number; b: number }, y: { a: number; b: number }): boolean {
  return (x.a === y.a && x.b === y.b) || (x.a === y.b && x.b === y.a);
}

/**
 * The arm, the attempt's number, and the beginning of the picture's SHA-256: answers that people gave to an earlier
 * picture of the same number are then not taken for answers to this one.
 */
function idOf({ attempt, pixels }: Judged): string {
  const picture = createHash("sha256").update(pixels).digest("hex").slice(0, 8);
  return `${attempt.arm}-${String(attempt.index).padStart(6, "0")}-${picture}`;
}
