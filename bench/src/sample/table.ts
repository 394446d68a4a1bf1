import type { Total } from "./outcome.ts";

/** Columns of the comparison. */
export const HEADER = [
  "side",
  "attempts",
  "on target",
  "valid",
  "accepted",
  "& held-out agrees",
  "CPU-s",
  "s",
  "accepted a CPU-s",
  "prior evaluations an accepted",
  "mean validity",
  "diversity (real = 1)",
];

export function rowOf(name: string, total: Total): string[] {
  const { attempts, onTarget, valid, accepted, agreed, cpu, wall, meanValidity, diversity } = total;
  return [
    name,
    ...[attempts, onTarget, valid, accepted, agreed].map(String),
    cpu.toFixed(1),
    wall.toFixed(1),
    (accepted / cpu).toPrecision(3),
    accepted === 0 ? "-" : (total.evaluations / accepted).toFixed(0),
    meanValidity.toFixed(2),
    diversity === null ? "-" : diversity.toFixed(2),
  ];
}

/**
 * Ratio of accepted stimuli, or of those on target alone, a CPU-second. A peer with none is counted as having one, since
 * its next attempt might have met the filters: then the ratio is a lower bound.
 */
export function ratio(side: Total, peer: Total, of: "accepted" | "onTarget"): string {
  const value = side[of] / side.cpu / (Math.max(1, peer[of]) / peer.cpu);
  return peer[of] === 0 ? `more than ${value.toFixed(1)}` : value.toFixed(1);
}
