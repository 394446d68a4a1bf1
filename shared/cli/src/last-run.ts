import { readView } from "@limen/artifact";
import type { Pipeline, Session } from "@limen/runner";

type Found = ReturnType<Session["store"]["records"]["find"]>;

/** What is known of a node's last run: undefined when it has none, else its record or what is wrong with that. */
export function lastRun({ name }: Pipeline, id: string, { store }: Session): Found | undefined {
  const key = readView(store.layout, name).nodes[id];
  return key === undefined ? undefined : store.records.find(key);
}
