import { whenStarterEnds } from "./starter.ts";

const ALL = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns Ctrl-C, SIGTERM, a closed terminal and the end of npx into an abort; a second Ctrl-C ends at once. */
export function stopSignal(names: readonly (typeof ALL)[number][] = ALL): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of names) process.on(name, stop);
  const unwatch = whenStarterEnds(() => controller.abort());
  return {
    signal: controller.signal,
    release() {
      unwatch();
      for (const name of names) process.off(name, stop);
    },
  };
}
