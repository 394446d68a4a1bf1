import { totalSpent } from "@limen/diffusion";
import { type attemptsTable, groupBy, type ledgerTable, type Row } from "@limen/tables";
import { isAccepted, type Judged } from "./judge-block.ts";
import { aimColumns, guideColumns, samplerName } from "./names.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";

/** The attempts table. */
export function attemptRows(
  all: readonly Judged[],
  nets: Nets,
  params: SamplingParams,
): Row<typeof attemptsTable>[] {
  return all.map((judged) => {
    const { attempt, answers } = judged;
    const first = answers[0]!;
    const [a, b] = attempt.shares;
    return {
      attempt: attempt.index,
      stream: attempt.stream,
      arm: attempt.arm,
      sampler: samplerName(attempt, params),
      ...aimColumns(judged, nets),
      ...guideColumns(judged, nets),
      p_a: first[a!.index]!,
      p_b: (answers[1] ?? first)[b!.index]!,
      validity: judged.validity,
      face_score: judged.faceScore,
      on_target: judged.onTarget,
      valid: judged.valid,
      accepted: isAccepted(judged),
      held_out_agrees: judged.heldOutAgrees,
    };
  });
}

/** The ledger: one row an arm and choice of classes, in order of first appearance. */
export function ledgerRows(
  all: readonly Judged[],
  nets: Nets,
  params: SamplingParams,
): Row<typeof ledgerTable>[] {
  const cells = groupBy(all, ({ attempt: { arm, shares } }) => {
    return `${arm} ${shares.map(({ index }) => index)}`;
  });
  return [...cells.values()].map((cell) => {
    const first = cell[0]!;
    const { class_a, class_b, further_classes } = aimColumns(first, nets);
    const spent = totalSpent(cell.map((judged) => judged.spent));
    return {
      arm: first.attempt.arm,
      sampler: samplerName(first.attempt, params),
      class_a,
      class_b,
      further_classes,
      attempts: cell.length,
      on_target: cell.filter((judged) => judged.onTarget).length,
      accepted: cell.filter(isAccepted).length,
      prior_forward: spent.priorForward,
      prior_backward: spent.priorBackward,
      guide_forward: spent.guideForward,
      guide_backward: spent.guideBackward,
      gflop: spent.gflop,
    };
  });
}
