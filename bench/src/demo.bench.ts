import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InternalError } from "@limen/errors";
import { median } from "simple-statistics";

/**
 * The demo from an empty artifacts folder, and again when everything is cached: seconds of the whole and of its slowest
 * nodes, and the most memory a node took. Bars: 300 s, 4 GiB, 1 s.
 */
const AGAIN = 5;
const SLOWEST = 6;
const GIB = 2 ** 30;

interface Finish {
  readonly type: string;
  readonly node: string;
  readonly seconds: number;
  readonly peakBytes: number;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
try {
  const cold = runDemo();
  const nodes = cold.events.filter((event) => event.type === "finish");
  const peak = Math.max(...nodes.map((node) => node.peakBytes)) / GIB;
  console.log(`demo, nothing cached: ${cold.seconds.toFixed(0)} s, at most ${peak.toFixed(2)} GiB a node`);
  for (const { node, seconds } of nodes.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)) {
    console.log(`  ${node}: ${seconds.toFixed(1)} s`);
  }
  const again = Array.from({ length: AGAIN }, () => runDemo().seconds);
  const each = again.map((seconds) => seconds.toFixed(2)).join(" ");
  console.log(`demo, all cached: median ${median(again).toFixed(2)} s (${each})`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function runDemo(): { readonly seconds: number; readonly events: Finish[] } {
  const args = [join(root, "shared/cli/bin/limen.mjs"), "run", join(root, "pipelines/demo.yaml"), "--json"];
  const env = { ...process.env, LIMEN_ARTIFACTS: folder };
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new InternalError(`the demo failed: ${stderr.slice(-2000)}`);
  const events = stdout.split("\n").filter((line) => line.startsWith("{"));
  return { seconds, events: events.map((line) => JSON.parse(line) as Finish) };
}
