/** Turns Ctrl-C and SIGTERM into an abort; a second Ctrl-C ends at once. */
export function stopSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of names) process.off(name, stop);
    },
  };
}
