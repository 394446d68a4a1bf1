import type { RunEvent } from "@limen/runner";
import { print } from "../output.ts";
import { counted, duration, size } from "./format.ts";
import { Pace } from "./pace.ts";
import type { Renderer } from "./renderer.ts";

const PROGRESS_SECONDS = 10;

/** One line an event, for logs; progress of a node at most every 10 s. */
export function plainLines(now: () => number = () => performance.now() / 1000): Renderer {
  const paces = new Map<string, Pace>();
  const told = new Map<string, number>();
  return {
    close: () => {},
    show(event) {
      if (event.type === "start") told.set(event.node, now());
      if (event.type === "progress") {
        const pace = paces.get(event.node) ?? new Pace(now);
        paces.set(event.node, pace);
        const text = pace.describe(event);
        if (now() - (told.get(event.node) ?? 0) < PROGRESS_SECONDS) return;
        told.set(event.node, now());
        print(`${event.node}: ${text}`);
        return;
      }
      const text = eventText(event);
      if (text !== undefined) print(text);
    },
  };
}

/** An event in words; undefined for those that only programs want. */
export function eventText(event: RunEvent): string | undefined {
  switch (event.type) {
    case "plan": {
      const cached = event.plan.nodes.filter(({ state }) => state === "hit").length;
      return `${event.plan.pipeline}: ${counted(event.plan.nodes.length, "node")}, ${cached} cached`;
    }
    case "start":
      return `${event.node}: starts (${event.reason})`;
    case "wait":
    case "log":
      return `${event.node}: ${event.message}`;
    case "finish": {
      const bytes = Object.values(event.outputs).reduce((sum, output) => sum + output.bytes, 0);
      return `${event.node}: done in ${duration(event.seconds)}, ${size(bytes)} written, ${size(event.peakBytes)} memory`;
    }
    case "fail":
      return `${event.node}: failed`;
    case "cancel":
      return `${event.node}: not run, ${event.because}`;
    case "hit":
    case "progress":
    case "measure":
      return undefined;
  }
}
