import { setTimeout as sleep } from "node:timers/promises";
import type { UserError } from "@limen/errors";

/** Seconds before the second, third and fourth try. */
const WAITS = [0.5, 1, 2];

/** A fault that may pass: a connection that broke, a server that is busy. */
export class PassingFault extends Error {
  override readonly name = "PassingFault";
  /** What to tell when it did not pass. */
  readonly told: UserError;

  constructor(told: UserError) {
    super(told.message);
    this.told = told;
  }
}

/** Does the work again after a PassingFault, four times in all; then throws the UserError that it holds. */
export async function withRetries<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PassingFault)) throw error;
      await sleep(wait * 1000, undefined, { signal });
    }
  }
  try {
    return await work();
  } catch (error) {
    throw error instanceof PassingFault ? error.told : error;
  }
}
