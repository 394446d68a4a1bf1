import { deserialize, serialize } from "node:v8";
import type { FlatAdamState, ParameterArrays } from "@limen/models";

/** One row of the learning curve, without what is the same in all. */
export interface CurvePoint {
  readonly epoch: number;
  readonly images: number;
  readonly train_loss: number;
  readonly valid_cross_entropy: number;
  readonly valid_accuracy: number;
}

/** Everything that the epochs to come depend on. */
export interface TrainingState {
  readonly weights: ParameterArrays;
  readonly optimiser: FlatAdamState;
  readonly curve: readonly CurvePoint[];
  /** The epoch whose weights would be kept if training ended now. */
  readonly kept: { readonly epoch: number; readonly weights: ParameterArrays } | null;
}

/** Where the state is kept between epochs: a killed run goes on after its last whole epoch. */
export interface StateStore {
  load(): TrainingState | undefined;
  save(state: TrainingState): void;
}

const NAME = "epoch";

/** Keeps the last epoch's state under one name of the stage's checkpoints. */
export function checkpointStore(checkpoints: {
  load(name: string): Uint8Array | undefined;
  save(name: string, bytes: Uint8Array): void;
}): StateStore {
  return {
    load() {
      const bytes = checkpoints.load(NAME);
      return bytes && (deserialize(bytes) as TrainingState);
    },
    save: (state) => checkpoints.save(NAME, serialize(state)),
  };
}
