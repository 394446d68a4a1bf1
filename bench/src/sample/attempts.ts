import { loadNets, type Params, params, planAttempts } from "@limen/sample-boundaries/sampling";
import type { Block, Nets } from "@limen/sampling";
import { DEFAULT_PAIRS } from "@limen/sampling/classes";
import type { Files } from "./files.ts";

/** The ninth of the default pairs is left out, so that a guide's attempts fill a block. */
const PAIRS = DEFAULT_PAIRS.slice(0, 8);
/** Of each pair and guide. */
const ATTEMPTS = 2;

/** What a side sets that is not as the stage ships. */
export type Settings = Partial<Pick<Params, "sampler" | "attempts" | "steps">>;

/** Of ferplus.yaml: many levels place features best. */
export const MANY_LEVELS: Settings = { steps: 32 };

/** The stage's parameters as they ship, but for what is sampled: uncertainty attempts without controls. */
export function settingsOf(settings: Settings = {}): Params {
  const controls = { natural: 0, unguided: 0, confident: 0, offManifold: 0 };
  return params.parse({ arms: ["uncertainty"], pairs: PAIRS, attempts: ATTEMPTS, ...controls, ...settings });
}

/** Reads the nets of a comparison. Throws a UserError when they do not fit each other. */
export function openNets({ prior, guides, heldOut, face }: Files, settings: Params): Promise<Nets> {
  const artifact = (path: string) => ({ node: "bench", instance: null, path, digest: "" });
  const files = { prior: artifact(prior), classifiers: guides.map(artifact), heldOut: artifact(heldOut) };
  if (!face) return loadNets(files, settings);
  const { net, graded, guide } = face;
  const faceModel = { net: artifact(net), graded: artifact(graded), guide: artifact(guide) };
  return loadNets({ ...files, faceModel }, settings);
}

/** The attempts, in blocks of one guide: the same for every side. */
export function planOf(nets: Nets, settings: Params): Block[] {
  const names = nets.guides.map(({ name }) => name);
  return planAttempts(settings, nets.classes, names, new Set());
}

/** The classes of each attempt. */
export function pairsOf(block: Block): number[][] {
  return block.map(({ shares }) => shares.map(({ index }) => index));
}
