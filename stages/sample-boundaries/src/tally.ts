import { totalSpent } from "@limen/diffusion";
import { type attemptsTable, groupBy, type ledgerTable, type Row } from "@limen/tables";
import { isAccepted, type Judged } from "./judge-block.ts";
import type { Nets } from "./load-nets.ts";
import type { Params } from "./params.ts";

/** The name of the sampler in the tables: unguided controls are unguided whatever the parameter says. */
export function samplerName(judged: Judged, params: Params): string {
  return judged.attempt.arm === "unguided" ? "unguided" : params.sampler;
}

/** The attempts table. */
export function attemptRows(all: readonly Judged[], nets: Nets, params: Params): Row<typeof attemptsTable>[] {
  return all.map((judged) => {
    const { attempt, answers } = judged;
    const first = answers[0]!;
    return {
      attempt: attempt.index,
      arm: attempt.arm,
      sampler: samplerName(judged, params),
      class_a: nets.classes[attempt.a]!,
      class_b: nets.classes[attempt.b]!,
      guide_1: guideName(nets, attempt.guides[0]),
      guide_2: guideName(nets, attempt.guides[1]),
      p_a: first[attempt.a]!,
      p_b: (answers[1] ?? first)[attempt.b]!,
      validity: judged.validity,
      on_target: judged.onTarget,
      valid: judged.valid,
      accepted: isAccepted(judged),
      held_out_agrees: judged.heldOutAgrees,
    };
  });
}

/** The ledger: one row an arm and pair, in order of first appearance. */
export function ledgerRows(all: readonly Judged[], nets: Nets, params: Params): Row<typeof ledgerTable>[] {
  const cells = groupBy(all, ({ attempt: { arm, a, b } }) => `${arm} ${a} ${b}`);
  return [...cells.values()].map((cell) => {
    const { attempt } = cell[0]!;
    const spent = totalSpent(cell.map((judged) => judged.spent));
    return {
      arm: attempt.arm,
      sampler: samplerName(cell[0]!, params),
      class_a: nets.classes[attempt.a]!,
      class_b: nets.classes[attempt.b]!,
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

export function guideName(nets: Nets, guide: number | undefined): string | null {
  return guide === undefined ? null : nets.guides[guide]!.name;
}
