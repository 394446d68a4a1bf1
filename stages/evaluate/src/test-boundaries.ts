import type { RandomStream } from "@limen/random";
import { binomialInterval, type Interval } from "@limen/stats";
import { groupBy, isBoundaryArm } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import type { attemptsTable } from "@limen/tables/specs";
import { type Contrast, NO_INTERVAL } from "./claim.ts";
import { fisherTest } from "./fisher-test.ts";
import type { Params } from "./params.ts";
import type { Loaded } from "./read-inputs.ts";

type Attempt = Row<typeof attemptsTable>;

const EVEN = 0.5;

/**
 * C1: of all attempts, how many end on a decision boundary, against attempts without guidance; and whether a net that
 * never guides agrees.
 */
export function testBoundaries(
  attempts: Loaded<typeof attemptsTable>,
  params: Params,
  random: RandomStream,
): Contrast[] {
  const unguided = attempts.rows.filter((row) => row.arm === "unguided");
  const guided = attempts.rows.filter((row) => isBoundaryArm(row.arm));
  const common = {
    claim: "C1",
    net: null,
    nUnit: "attempts",
    ceiling: 1,
    digest: attempts.digest,
    source: "models",
  } as const;
  const accepted = [...groupBy(guided, (row) => `${row.arm}, ${row.sampler}`)].map(
    ([name, rows]): Contrast => {
      const hits = rows.filter((row) => row.accepted).length;
      return {
        ...common,
        contrast: `accepted attempts: ${name}`,
        interval: binomialInterval(hits, rows.length),
        nullValue: null,
        unit: "share of attempts",
        n: rows.length,
        test: "Wilson interval",
        pValue: null,
        seed: random.path,
      };
    },
  );
  const uncertainty = [
    ...groupBy(
      guided.filter((row) => row.arm === "uncertainty" && isEven(row)),
      (row) => row.sampler,
    ),
  ];
  const compare = (label: string, of: (row: Attempt) => boolean | null, onlyAccepted: boolean): Contrast[] =>
    uncertainty.map(([sampler, rows]) => {
      const used = onlyAccepted ? rows.filter((row) => row.accepted) : rows;
      const a = shares(used, of);
      const b = shares(unguided, of);
      const tested = a.length > 0 && b.length > 0;
      const name = onlyAccepted ? "accepted attempts" : "attempts";
      return {
        ...common,
        contrast: `${label}: uncertainty (${sampler}), ${name}, ${tested ? "− unguided attempts" : "alone"}`,
        interval: tested ? differenceOfShares(a, b) : a.length > 0 ? intervalOf(a) : NO_INTERVAL,
        nullValue: tested ? 0 : null,
        unit: tested ? "difference of shares" : "share of attempts",
        n: a.length + b.length,
        test: tested
          ? "Fisher's exact test over attempts; Newcombe interval"
          : a.length > 0
            ? "Wilson interval; no unguided attempts with this measure to compare with"
            : "not tested: no such attempts",
        pValue: tested ? fisherTest(sum(a), a.length, sum(b), b.length) : null,
        seed: random.path,
      };
    });
  const onBoundary = (row: Attempt) => Math.min(row.p_a, row.p_b) > params.boundary;
  return [
    ...accepted,
    ...compare("on the guide's boundary", onBoundary, false),
    ...compare("held-out net agrees", (row) => row.held_out_agrees, true),
  ];
}

/** Only an even pair lies where unguided faces are asked to lie by the same rule; graded ones and those of three do not. */
function isEven({ level, further_classes }: Attempt): boolean {
  return further_classes === null && (level === null || level === EVEN);
}

function shares(rows: readonly Attempt[], of: (row: Attempt) => boolean | null): number[] {
  return rows.flatMap((row) => {
    const value = of(row);
    return value === null ? [] : [value ? 1 : 0];
  });
}

function intervalOf(values: readonly number[]): Interval {
  return binomialInterval(sum(values), values.length);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Newcombe's hybrid score interval (1998, method 10) from the two Wilson intervals. */
export function differenceOfShares(a: readonly number[], b: readonly number[]): Interval {
  const [x, y] = [intervalOf(a), intervalOf(b)];
  if (x.estimate === null || y.estimate === null) return NO_INTERVAL;
  const estimate = x.estimate - y.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(x.estimate - x.low!, y.high! - y.estimate),
    high: estimate + Math.hypot(x.high! - x.estimate, y.estimate - y.low!),
  };
}
