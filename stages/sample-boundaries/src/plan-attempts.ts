import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { Params } from "./params.ts";

export type Arm = "uncertainty" | "controversial" | "unguided" | "confident";

/** One sample to draw. Classes and guides are indices. */
export interface Attempt {
  /** The attempt's random stream is the branch of that number. */
  readonly index: number;
  readonly arm: Arm;
  readonly a: number;
  readonly b: number;
  /** Confident arm: the class to be shown without doubt. */
  readonly shown?: number;
  /** One net, or two (controversial: the first towards a, the second towards b); unguided: the net that judges. */
  readonly guides: readonly number[];
}

/** Attempts that are computed together: one arm and one choice of guides. */
export type Block = readonly Attempt[];

/** The pairs that people confuse most (share of FER+ faces on which both got three votes of ten), then rare ones. */
const DEFAULT_PAIRS: readonly (readonly [string, string])[] = [
  ["neutral", "sadness"],
  ["happiness", "neutral"],
  ["fear", "surprise"],
  ["anger", "neutral"],
  ["happiness", "surprise"],
  ["neutral", "surprise"],
  ["anger", "disgust"],
  ["fear", "sadness"],
  ["anger", "sadness"],
];

/** All attempts, in blocks. Throws a UserError for classes or guides that do not exist. */
export function planAttempts(params: Params, classes: readonly string[], guides: readonly string[]): Block[] {
  const pairs = choosePairs(params, classes);
  const cells = chooseCells(params, guides);
  const groups = cells.map(({ arm, guides }) =>
    pairs.flatMap(([a, b]) => repeat(params.attempts, () => ({ arm, a, b, guides }))),
  );
  const controls = (wanted: number) =>
    Math.ceil(wanted * params.controlAttempts * params.attempts * cells.length);
  // Unguided faces are judged, not steered, by all guides in turn, so that they compare with what each guide made.
  const unguided = pairs.flatMap(([a, b]) =>
    repeat(controls(params.unguided), (k) => ({
      arm: "unguided" as const,
      a,
      b,
      guides: [k % guides.length],
    })),
  );
  // Confident faces of the first and of the second class in turn, by all guides in turn.
  const confident = pairs.flatMap(([a, b]) =>
    repeat(controls(params.confident), (k) => ({
      arm: "confident" as const,
      a,
      b,
      shown: k % 2 === 0 ? a : b,
      guides: [Math.floor(k / 2) % guides.length],
    })),
  );
  const byGuide = [confident, unguided].flatMap((arm) =>
    guides.map((_, guide) => arm.filter((attempt) => attempt.guides[0] === guide)),
  );
  let index = 0;
  return [...groups, ...byGuide].flatMap((group) =>
    chunks(
      group.map((attempt) => ({ index: index++, ...attempt })),
      params.blockSize,
    ),
  );
}

function choosePairs(params: Params, classes: readonly string[]): [number, number][] {
  const asked =
    params.pairs.length > 0
      ? params.pairs
      : DEFAULT_PAIRS.filter((pair) => pair.every((name) => classes.includes(name)));
  const place = { field: "pairs" };
  const problems: Problem[] = [...new Set(asked.flat())]
    .filter((name) => !classes.includes(name))
    .map((name) => ({ message: `no class "${name}"`, place, hint: suggestion(name, classes) }));
  for (const [name] of asked.filter(([first, second]) => first === second)) {
    problems.push({ message: `"${name}" has no boundary with itself`, place });
  }
  if (asked.length === 0) {
    problems.push({
      message: "none of the usual pairs exists here",
      place,
      hint: `name pairs of: ${classes.join(", ")}`,
    });
  }
  throwIfAny(problems);
  return asked.map(([first, second]) => [classes.indexOf(first), classes.indexOf(second)]);
}

interface Cell {
  readonly arm: "uncertainty" | "controversial";
  readonly guides: readonly number[];
}

/** Arms with their guides. One guide alone cannot disagree with another: then the arm is refused. */
function chooseCells(params: Params, guides: readonly string[]): Cell[] {
  const single =
    params.guides.length > 0
      ? params.guides.map((name) => guides.indexOf(name))
      : guides.map((_, index) => index);
  return params.arms.flatMap((arm): Cell[] => {
    if (arm === "uncertainty") return single.map((guide) => ({ arm, guides: [guide] }));
    const named = params.guidePairs.map((pair) => pair.map((name) => guides.indexOf(name)));
    const ring =
      single.length === 2 ? [[0, 1]] : single.map((_, place) => [place, (place + 1) % single.length]);
    if (named.length === 0 && single.length < 2) {
      throwIfAny([
        {
          message: "the controversial arm needs two guides",
          place: { field: "arms" },
          hint: "give a second classifier or leave the arm out",
        },
      ]);
    }
    const chosen = named.length > 0 ? named : ring.map((pair) => pair.map((place) => single[place]!));
    return chosen.map((pair) => ({ arm, guides: pair }));
  });
}

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return repeat(Math.ceil(items.length / size), (index) => items.slice(index * size, (index + 1) * size));
}
