import { stripVTControlCharacters } from "node:util";
import type { PlannedNode, RunEvent } from "@limen/runner";
import { colour, duration } from "./format.ts";
import { Pace } from "./pace.ts";
import type { Renderer } from "./renderer.ts";

interface Line {
  readonly node: PlannedNode;
  readonly pace: Pace;
  state: "cached" | "waiting" | "running" | "done" | "failed" | "cancelled";
  since: number;
  text: string;
  share: number | undefined;
}

interface Screen {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}

const FRAME_MILLISECONDS = 100;
const BAR_WIDTH = 16;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Redraws the pipeline in place: a line a node, with its state, progress bar, rate and time left. */
export function liveTree(screen: Screen, now: () => number = () => performance.now() / 1000): Renderer {
  const lines = new Map<string, Line>();
  let drawn = 0;
  let frame = 0;
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  timer.unref();
  return {
    show(event) {
      if (event.type === "plan") {
        for (const node of event.plan.nodes) lines.set(node.id, newLine(node, now));
      } else {
        const line = lines.get(event.node);
        if (line !== undefined) update(line, event, now());
      }
    },
    close() {
      clearInterval(timer);
      draw();
    },
  };

  function draw(): void {
    frame++;
    const visible = chooseLines([...lines.values()], screen.rows - 1);
    const text = visible.map((line) => cut(lineText(line, frame, now()), screen.columns - 1));
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    screen.write(`${up}${text.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[0J`);
    drawn = text.length;
  }
}

function newLine(node: PlannedNode, now: () => number): Line {
  const state = node.state === "hit" ? "cached" : "waiting";
  return { node, pace: new Pace(now), state, since: 0, text: node.reason, share: undefined };
}

function update(line: Line, event: Exclude<RunEvent, { type: "plan" }>, now: number): void {
  switch (event.type) {
    case "hit":
      line.state = "cached";
      line.text = "";
      return;
    case "start":
      // Why it runs was shown while it waited; until its first progress it loads what it needs.
      Object.assign(line, { state: "running", since: now, text: "starting" });
      return;
    case "progress":
      line.share = event.total > 0 ? event.done / event.total : undefined;
      line.text = line.pace.describe(event);
      return;
    case "wait":
    case "log":
      line.text = event.message.split("\n")[0] ?? "";
      return;
    case "finish":
      Object.assign(line, { state: "done", share: undefined, text: duration(event.seconds) });
      return;
    case "fail":
      Object.assign(line, { state: "failed", share: undefined, text: "" });
      return;
    case "cancel":
      Object.assign(line, { state: "cancelled", text: event.because });
      return;
    case "measure":
      return;
  }
}

/** All lines when they fit; else those that run or failed first. */
function chooseLines(lines: readonly Line[], room: number): readonly Line[] {
  if (lines.length <= room) return lines;
  const urgent = (line: Line) => (line.state === "running" || line.state === "failed" ? 0 : 1);
  return [...lines].sort((a, b) => urgent(a) - urgent(b)).slice(0, Math.max(1, room));
}

function lineText(line: Line, frame: number, now: number): string {
  const depth = line.node.needs.length === 0 ? "" : "  ";
  const name = `${depth}${line.node.id}`.padEnd(28);
  const elapsed = line.state === "running" ? ` ${duration(now - line.since)}` : "";
  const bar = line.state === "running" && line.share !== undefined ? ` ${progressBar(line.share)}` : "";
  return `${mark(line.state, frame)} ${name}${bar}${elapsed}  ${colour("dim", line.text)}`;
}

function mark(state: Line["state"], frame: number): string {
  switch (state) {
    case "cached":
      return colour("dim", "=");
    case "waiting":
      return colour("dim", "·");
    case "running":
      return colour("cyan", SPINNER[frame % SPINNER.length] ?? "*");
    case "done":
      return colour("green", "✓");
    case "failed":
      return colour("red", "✗");
    case "cancelled":
      return colour("yellow", "-");
  }
}

function progressBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}`;
}

/** Cuts to the screen's width; a coloured line that is too long loses its colours. */
function cut(text: string, width: number): string {
  const bare = stripVTControlCharacters(text);
  return bare.length <= width ? text : bare.slice(0, Math.max(0, width - 1)).concat("…");
}
