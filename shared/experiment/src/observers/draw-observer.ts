import { beta, type RandomStream } from "@limen/random";
import { centred } from "./observer-scores.ts";
import type { World } from "./worlds.ts";

/** Mean of Beta(1, 30). */
const MEAN_LAPSE = 1 / 31;
/** (milliseconds) median over people of the response time to a face without any doubt. */
const BASE_RT_MS = 600;
const BASE_RT_SPREAD = 0.2;

/** How a careless observer answers: at random and at once, or (nearly) always with one key. */
export type Carelessness = "fast" | "one-key";

export interface Observer {
  readonly careless: Carelessness | null;
  /** Class index of the key that a one-key observer presses. */
  readonly key: number;
  readonly cluster: number | null;
  /** b, (nats), sums to zero. */
  readonly bias: Float64Array;
  /** β */
  readonly sensitivity: number;
  /** λ */
  readonly lapse: number;
  /** W, classes × classes, row by row. */
  readonly mixing: Float64Array;
  readonly baseRtMs: number;
}

/** Draws one person of the world: b ~ N(0, σ_b²), log β ~ N(0, σ_β²), W = I + N(0, σ_W²), λ ~ Beta(1, 30). */
export function drawObserver(random: RandomStream, world: World, classes: number): Observer {
  const trait = random.split("traits");
  const lapse = beta(trait, 1, 30);
  const cluster = world.centres.length > 0 ? trait.integer(world.centres.length) : null;
  const centre = cluster === null ? undefined : world.centres[cluster];
  // Within a cluster people differ half as much as people of W1 do.
  const spread = centre === undefined ? world.biasSpread : world.biasSpread / 2;
  const bias = Float64Array.from({ length: classes }, (_, c) => (centre?.[c] ?? 0) + spread * trait.normal());
  const sensitivity = Math.exp(world.sensitivitySpread * trait.normal());
  const mixing = Float64Array.from({ length: classes * classes }, (_, k) => {
    const identity = k % (classes + 1) === 0 ? 1 : 0;
    return identity + world.mixingSpread * trait.normal();
  });
  const baseRtMs = BASE_RT_MS * Math.exp(BASE_RT_SPREAD * trait.normal());
  const care = random.split("care");
  const isCareless = care.uniform() < world.carelessShare;
  const careless = isCareless ? (care.uniform() < 0.5 ? "fast" : "one-key") : null;
  return {
    careless,
    key: care.integer(classes),
    cluster,
    bias: centred(bias),
    sensitivity,
    lapse: world.lapseVaries ? lapse : MEAN_LAPSE,
    mixing,
    baseRtMs,
  };
}
