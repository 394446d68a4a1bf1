import { aimOf, type Judged, type Nets } from "@limen/sampling";
import type { Params } from "./params.ts";

/** The attempt whose guides came nearest to what was wanted of them: least total variation distance, mean over guides. */
export function nearestAttempt(attempts: readonly Judged[], nets: Nets, params: Params): Judged {
  const miss = (judged: Judged) => {
    const { targets } = aimOf(judged.attempt, nets.classes.length, params);
    const each = targets.map((target, guide) => variation(target, judged.answers[guide]!));
    return each.reduce((sum, value) => sum + value, 0) / each.length;
  };
  return attempts.reduce((best, judged) => (miss(judged) < miss(best) ? judged : best));
}

function variation(target: Float32Array, answer: Float32Array): number {
  return target.reduce((sum, share, index) => sum + Math.abs(share - answer[index]!), 0) / 2;
}
