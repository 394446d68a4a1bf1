import type { Remote } from "@limen/remote";
import { commandLine } from "./command-line.ts";
import { EXIT } from "./exit.ts";
import { printError } from "./output.ts";
import { stopSignal } from "./stop-signal.ts";

/** Opens a remote for some work, until Ctrl-C; says how to go on. */
export async function withRemote(url: string, work: (remote: Remote) => Promise<number>): Promise<number> {
  const { openRemote } = await import("@limen/remote");
  const stop = stopSignal();
  const remote = await openRemote(url, stop.signal);
  try {
    return await work(remote);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    printError(`stopped; to continue: ${commandLine()}`);
    return EXIT.stopped;
  } finally {
    await remote.close();
    stop.release();
  }
}
