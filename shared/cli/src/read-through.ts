import { UserError } from "@limen/errors";
import type { Remote } from "@limen/remote";
import {
  calledAs,
  type FetchRun,
  type Pipeline,
  type Plan,
  type RunEvent,
  type Selected,
  type Session,
  upstreamOf,
} from "@limen/runner";
import { EXIT } from "./exit.ts";
import { print, printError } from "./output.ts";
import { size } from "./render/format.ts";
import { printFault, transferLines } from "./render/transfer-lines.ts";

export interface ReadThroughOptions {
  /** Where finished runs are looked for before anything is computed. */
  readonly remote?: string;
  /** Copy the results there afterwards. */
  readonly push?: boolean;
  readonly json?: boolean;
}

/** What `--remote` adds to a run. */
export interface ReadThrough {
  /** Fetches what is there already, so that the plan shows what is left to compute. */
  fetch(selected: Selected): Promise<void>;
  /** The plan as it would be after that. */
  foresee(selected: Selected): Promise<Plan>;
  /** For runs whose key is known only when others have finished. */
  fetchRun(onEvent: (event: RunEvent) => void): FetchRun;
  /** With `--push`, copies what is up to date; gives the exit status. */
  push(): Promise<number>;
  close(): Promise<void>;
}

/** Undefined without `--remote`. Throws a UserError for a remote that cannot be. */
export async function openReadThrough(
  { remote: url, push: writes, json }: ReadThroughOptions,
  pipeline: Pipeline,
  session: Session,
  signal: AbortSignal,
): Promise<ReadThrough | undefined> {
  if (url === undefined) {
    if (!writes) return undefined;
    const hint = `npx limen run ${calledAs(pipeline)} --remote REMOTE --push`;
    throw new UserError({ message: "--push does not say where to", place: { field: "--push" }, hint });
  }
  const { openRemote, pull, push, fetchRunFrom, planThrough, requirePlace } = await import("@limen/remote");
  const remote: Remote = await openRemote(url, signal);
  if (!writes)
    await requirePlace(remote).catch(async (error) => {
      await remote.close();
      throw error;
    });
  const say = json ? () => {} : print;
  return {
    async fetch(selected) {
      const progress = transferLines("pulling");
      const ids = idsToFetch(pipeline, selected);
      const pulled = await pull(pipeline, session, remote, { ids, onTransfer: progress.show }).finally(
        progress.close,
      );
      // What is wrong there is computed here instead.
      for (const fault of pulled.faults) printFault(fault, remote.name);
      if (pulled.files > 0) say(`from ${remote.name}: ${pulled.files} files, ${size(pulled.bytes)}`);
    },
    foresee: (selected) => planThrough(pipeline, session, remote, selected),
    fetchRun: (onEvent) =>
      fetchRunFrom(remote, session, (node, message) => onEvent({ type: "log", node, message })),
    async push() {
      if (!writes) return EXIT.good;
      const progress = transferLines("pushing");
      const pushed = await push(pipeline, session, remote, { onTransfer: progress.show }).finally(
        progress.close,
      );
      for (const fault of pushed.faults) printFault(fault, remote.name);
      say(`pushed to ${remote.name}: ${pushed.files} files, ${size(pushed.bytes)}`);
      if (pushed.faults.length > 0) printError("the rest of the results is there");
      return pushed.faults.length === 0 ? EXIT.good : EXIT.failed;
    },
    close: () => remote.close(),
  };
}

/** All that is to be brought up to date and is not to be computed whatever there is, and what feeds it. */
function idsToFetch({ instances }: Pipeline, { only, forced }: Selected): string[] {
  const wanted = instances.filter(({ id }) => only?.has(id) ?? true);
  const feeding = only === undefined ? [] : wanted.flatMap(upstreamOf);
  return instances
    .map(({ id }) => id)
    .filter((id) => (wanted.some((one) => one.id === id) && !forced.has(id)) || feeding.includes(id));
}
