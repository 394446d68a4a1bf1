import type { RunEvent } from "@limen/runner";

/** Shows a run as it happens. */
export interface Renderer {
  show(event: RunEvent): void;
  /** Leaves the terminal as a renderer found it. */
  close(): void;
}
