import type { RandomStream } from "@limen/random";
import type { ObserverParams } from "../params.ts";
import { centred } from "./observer-scores.ts";

/** How the people of a simulated world differ (worlds W0 to W4, see the README). */
export interface World {
  readonly name: ObserverParams["world"];
  readonly biasSpread: number;
  readonly sensitivitySpread: number;
  readonly mixingSpread: number;
  /** False: every lapse rate is the mean of Beta(1, 30). */
  readonly lapseVaries: boolean;
  readonly carelessShare: number;
  readonly serialDependence: number;
  readonly deadlineMs: number;
  /** Centres of the bias (nats) of the two clusters; none outside W4. */
  readonly centres: readonly Float64Array[];
}

export function resolveWorld(params: ObserverParams, classes: number, random: RandomStream): World {
  const alike = params.world === "W0";
  return {
    name: params.world,
    biasSpread: alike ? 0 : params.biasSpread,
    sensitivitySpread: alike ? 0 : params.sensitivitySpread,
    mixingSpread: alike ? 0 : params.mixingSpread,
    lapseVaries: !alike,
    carelessShare: params.carelessShare ?? { W0: 0, W1: 0.05, W2: 0.05, W3: 0.2, W4: 0.05 }[params.world],
    serialDependence: params.serialDependence,
    deadlineMs: params.deadlineMs,
    centres: params.world === "W4" ? clusterCentres(params.biasSpread, classes, random) : [],
  };
}

/** Two opposite centres, each entry's root mean square being the spread. */
function clusterCentres(spread: number, classes: number, random: RandomStream): Float64Array[] {
  const direction = centred(Float64Array.from({ length: classes }, () => random.normal()));
  const size = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0) / classes);
  return [1, -1].map((sign) => direction.map((value) => (sign * spread * value) / size));
}
