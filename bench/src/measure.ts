export interface Cost {
  /** (CPU-seconds) user and system, all threads of the process. */
  readonly cpu: number;
  /** (seconds) on the clock. */
  readonly wall: number;
}

/** Does the work, which must be warm, and says what it took. */
export function measure<T>(work: () => T): { readonly result: T; readonly cost: Cost } {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, cost: { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 } };
}
