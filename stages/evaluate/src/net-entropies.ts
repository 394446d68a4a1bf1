import { entropyBits } from "@limen/stats";
import type { Evidence } from "./read-inputs.ts";

export interface NetEntropies {
  readonly net: string;
  readonly role: "guide" | "held out" | "neither guide nor held out";
  /** (bits) by stimulus */
  readonly entropy: ReadonlyMap<string, number>;
  readonly digest: string;
}

/**
 * Entropy of each net's choice distribution by stimulus: from the base predictions where they are given, else from
 * what the stimuli table keeps of guides and of the held-out net.
 */
export function netEntropies(evidence: Evidence): NetEntropies[] {
  const { stimuli, groupPredictions } = evidence;
  const guides = new Set(
    stimuli.rows.flatMap((row) => [row.guide_1, row.guide_2].filter((name) => name !== null)),
  );
  const heldOut = new Set(stimuli.rows.map((row) => row.held_out));
  const roleOf = (net: string) =>
    guides.has(net) ? "guide" : heldOut.has(net) ? "held out" : "neither guide nor held out";
  const found = new Map<string, NetEntropies>();
  for (const { rows, digest } of groupPredictions) {
    const base = rows.filter((row) => row.model === "base");
    const net = base[0]?.net;
    if (net === undefined) continue;
    const entropy = new Map(base.map((row) => [row.stimulus_id, entropyBits(row.p)]));
    found.set(net, { net, role: roleOf(net), entropy, digest });
  }
  for (const net of [...guides, ...heldOut]) {
    if (found.has(net)) continue;
    const entropy = new Map<string, number>();
    for (const row of stimuli.rows) {
      if (row.held_out === net) entropy.set(row.stimulus_id, entropyBits(row.p_held_out));
      else if (row.guide_1 === net) entropy.set(row.stimulus_id, entropyBits(row.p_guide_1));
      else if (row.guide_2 === net && row.p_guide_2 !== null) {
        entropy.set(row.stimulus_id, entropyBits(row.p_guide_2));
      }
    }
    found.set(net, { net, role: roleOf(net), entropy, digest: stimuli.digest });
  }
  return [...found.values()].sort((a, b) => (a.net < b.net ? -1 : 1));
}
