import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openStore } from "@limen/artifact";
import { trace, type VerifiedFile } from "@limen/proof";
import type { Plan, RunEvent } from "@limen/runner";
import { alignmentScoresTable, choicesTable, keptTrialsTable, readTable, scalesTable } from "@limen/tables";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsOf, limen, startLimen } from "../support/limen.ts";
import { objectPath, outputDigests } from "../support/results.ts";

const TOY = join(import.meta.dirname, "toy.yaml");
const NODES = [
  "faces",
  "nets[cornet-z-s]",
  "nets[mlp]",
  "nets[logistic]",
  "nets[mixer-s]",
  "prior",
  "boundaries",
  "judged",
  "people",
  "responses",
  "aligned",
  "claims",
  "report",
];

let folder: string;
/** Artifacts of a run that nothing disturbed. */
let calm: string;
let firstRun: ReturnType<typeof limen>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "limen-study-"));
  calm = join(folder, "calm");
  firstRun = limen(["run", TOY, "--json"], { artifacts: calm });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the whole study runs, from faces to report", () => {
  expect(firstRun.status, firstRun.output.slice(-3000)).toBe(0);
  expect(idsOf(eventsOf(firstRun.stdout), "finish").sort()).toEqual([...NODES].sort());
  const report = readFileSync(objectPath(calm, "toy", "report.report"), "utf8");
  expect(report).toMatch(/^<!doctype html>/i);
  expect(report.toLowerCase()).toContain("simulated");
});

test("every figure and table of the report names artifacts that trace leads back from, to the faces", () => {
  const report = readFileSync(objectPath(calm, "toy", "report.report"), "utf8");
  const store = openStore(calm);
  const figures = [...report.matchAll(/<figure id="([^"]+)".*?<\/figure>/gs)];
  expect(figures.length).toBeGreaterThan(10);
  const named = figures.flatMap(([figure, id]) => {
    const sources = [...figure.matchAll(/title="sha256:([0-9a-f]{64})">([^ ]+) <code>([0-9a-f]{12})</g)];
    // The drawing of the pipeline stands for no artifact.
    if (id !== "pipeline") expect(sources.length, `sources of figure ${id}`).toBeGreaterThan(0);
    return sources.map(([, digest, node, shown]) => ({ digest: digest!, node: node!, shown: shown! }));
  });
  // A table outside a figure would have no source: only the list of sources itself is one.
  const [between] = report.replace(/<figure id=.*?<\/figure>/gs, "").split('<h2 id="sources">');
  expect(
    [...between!.matchAll(/<table>.*?<caption>(.*?)<\/caption>/gs)].map(([, caption]) => caption),
  ).toEqual([]);
  const listed = [...report.split('<h2 id="sources">')[1]!.matchAll(/<code>([0-9a-f]{64})<\/code>/g)];
  const made = new Set(Object.values(outputDigests(calm, "toy")));
  for (const { digest, node, shown } of new Map(named.map((one) => [one.digest, one])).values()) {
    expect(digest.startsWith(shown), node).toBe(true);
    expect(made, node).toContain(digest);
    const { output, runs } = trace(digest, store);
    expect(output.startsWith(`${node}.`), `${digest} is ${output}, and is said to be of ${node}`).toBe(true);
    expect(runs.filter(({ inputs }) => inputs.length === 0).map((run) => run.node)).toEqual(["faces"]);
    expect(listed.map(([, other]) => other)).toContain(digest);
  }
});

test("a second run computes nothing", () => {
  const { status, stdout, output } = limen(["run", TOY, "--json"], { artifacts: calm });
  expect(status, output).toBe(0);
  expect(idsOf(eventsOf(stdout), "hit").sort()).toEqual([...NODES].sort());
  expect(idsOf(eventsOf(stdout), "start")).toEqual([]);
});

/** The toy study with another task, beside the results of the first one. */
function runTask(task: string) {
  const file = join(folder, `${task}.yaml`);
  const toy = readFileSync(TOY, "utf8").replace("name: toy", `name: ${task}`);
  writeFileSync(file, toy.replace("      participants: 8\n", `$&      task: ${task}\n`));
  return limen(["run", file, "--json"], { artifacts: calm });
}

test("a rating study runs to its report: nets learn from ratings as from choices", async () => {
  const { status, stdout, output } = runTask("rating");
  expect(status, output.slice(-3000)).toBe(0);
  expect(idsOf(eventsOf(stdout), "finish")).toEqual(
    expect.arrayContaining(["people", "responses", "aligned", "claims", "report"]),
  );
  const kept = await readTable(objectPath(calm, "rating", "responses.trials"), keptTrialsTable);
  expect(kept.metadata.task).toBe("rating");
  expect(kept.rows.every(({ ratings, source }) => ratings !== null && source === "simulated")).toBe(true);
  const scores = await readTable(objectPath(calm, "rating", "aligned.scores"), alignmentScoresTable);
  for (const { nats } of scores.rows) expect(nats).toBeGreaterThan(0);
}, 300_000);

test("a comparison study gives scales, and stages that need choices say that it gives none", async () => {
  const { status, output } = runTask("comparison");
  expect(status, output.slice(-3000)).toBe(2);
  expect(output).toContain("a comparison study gives no choices to go by");
  const scales = await readTable(objectPath(calm, "comparison", "responses.scales"), scalesTable);
  expect(scales.rows.length).toBeGreaterThan(4);
  const choices = await readTable(objectPath(calm, "comparison", "responses.choices"), choicesTable);
  expect([choices.rows, choices.metadata.task]).toEqual([[], "comparison"]);
}, 300_000);

test("a changed parameter reruns that node and what follows from its new bytes, and the plan says why", () => {
  const change = ["--set", "responses.splits=5"];
  const plan = limen(["plan", TOY, "--why", ...change], { artifacts: calm });
  expect(plan.status, plan.output).toBe(0);
  expect(plan.output).toMatch(/responses.*splits.*4.*5/s);
  const { status, stdout, output } = limen(["run", TOY, "--json", ...change], { artifacts: calm });
  expect(status, output).toBe(0);
  const ran = idsOf(eventsOf(stdout), "start");
  expect(ran).toContain("responses");
  // The trials that it keeps are the same bytes, so the fine-tuning behind them does not run again.
  for (const before of ["faces", "prior", "boundaries", "people", "aligned"])
    expect(ran).not.toContain(before);
  expect(idsOf(eventsOf(stdout), "hit")).toContain("aligned");
  // Back to the first parameters: everything is still there.
  const back = limen(["run", TOY, "--json"], { artifacts: calm });
  expect(idsOf(eventsOf(back.stdout), "start")).toEqual([]);
});

test("the number of shards is no part of the key", () => {
  const { status, stdout, output } = limen(["plan", sharded(), "--json"], { artifacts: calm });
  expect(status, output).toBe(0);
  const { nodes } = JSON.parse(stdout) as Plan;
  expect(nodes.filter((node) => node.state !== "hit")).toEqual([]);
  expect(nodes.find((node) => node.id === "boundaries")?.shards).toBe(2);
});

test("killed, continued by the same command, cut in two shards: the same bytes as undisturbed", async () => {
  const artifacts = join(folder, "disturbed");
  const args = ["run", sharded(), "--json"];
  const seen = await killAt(args, artifacts, (event) => event.type === "finish" && event.node === "prior");
  expect(idsOf(seen, "finish")).not.toContain("report");
  const { files } = JSON.parse(limen(["verify", sharded(), "--json"], { artifacts }).stdout) as {
    files: VerifiedFile[];
  };
  expect(files.map((file) => file.state)).not.toContain("damaged");
  expect(files.map((file) => file.node)).toContain("faces");
  const { status, stdout, output } = limen(args, { artifacts });
  expect(status, output.slice(-3000)).toBe(0);
  for (const node of idsOf(seen, "finish")) expect(idsOf(eventsOf(stdout), "start")).not.toContain(node);
  expect(outputDigests(artifacts, "toy")).toEqual(outputDigests(calm, "toy"));
}, 600_000);

test("one flipped bit: verify names the file and exits 1, and the next run computes it anew", () => {
  const before = outputDigests(calm, "toy");
  const path = objectPath(calm, "toy", "claims.points");
  expect(limen(["verify", TOY], { artifacts: calm }).status).toBe(0);
  flipBit(path);
  const verified = limen(["verify", TOY], { artifacts: calm });
  expect(verified.status).toBe(1);
  expect(verified.output).toContain(before["claims.points"]!);
  expect(verified.output).toContain("claims");
  const { status, stdout, output } = limen(["run", TOY, "--json"], { artifacts: calm });
  expect(status, output).toBe(0);
  expect(idsOf(eventsOf(stdout), "start")).toEqual(["claims"]);
  expect(outputDigests(calm, "toy")).toEqual(before);
  expect(limen(["verify", TOY], { artifacts: calm }).status).toBe(0);
});

/** Nodes that had an event of that type. */
function idsOf(events: readonly RunEvent[], type: RunEvent["type"]): string[] {
  return events.flatMap((event) => (event.type === type && "node" in event ? [event.node] : []));
}

/** The toy study with its boundaries computed by two processes. */
function sharded(): string {
  const path = join(folder, "sharded.yaml");
  const text = readFileSync(TOY, "utf8");
  const cut = text.replace("shards: 1", "shards: 2");
  expect(cut).not.toBe(text);
  writeFileSync(path, cut);
  return path;
}

/** Runs limen until an event, kills it with SIGKILL, and gives the events until then. */
async function killAt(
  args: readonly string[],
  artifacts: string,
  isMoment: (event: RunEvent) => boolean,
): Promise<RunEvent[]> {
  const child = startLimen(args, { artifacts });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const seen: RunEvent[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    seen.push(...eventsOf(line));
    if (seen.some(isMoment)) {
      child.kill("SIGKILL");
      break;
    }
  }
  await ended;
  expect(child.signalCode).toBe("SIGKILL");
  return seen;
}

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, 0o444);
}
