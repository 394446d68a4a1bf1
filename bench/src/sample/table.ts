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
    yieldOf(total).toPrecision(3),
    accepted === 0 ? "-" : (total.evaluations / accepted).toFixed(0),
    meanValidity.toFixed(2),
    diversity === null ? "-" : diversity.toFixed(2),
  ];
}

/** Ratio of accepted stimuli a CPU-second. */
export function ratio(side: Total, peer: Total): string {
  if (peer.accepted === 0) return "not defined: the peer has no accepted stimulus";
  return (yieldOf(side) / yieldOf(peer)).toFixed(1);
}

function yieldOf({ accepted, cpu }: Total): number {
  return accepted / cpu;
}
