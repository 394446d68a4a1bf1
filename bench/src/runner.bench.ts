import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "simple-statistics";
import type { Cost } from "./measure.ts";
import { printTable } from "./print-table.ts";
import { roundsOf } from "./rounds-of.ts";
import { dag, layered, limenPipeline } from "./runner/dag.ts";
import { hashRates } from "./runner/hash-rates.ts";
import {
  bareProcesses,
  checkResults,
  dvc,
  limen,
  limenCommand,
  limenOnStudy,
  type Side,
  snakemake,
} from "./runner/sides.ts";

/**
 * The runner's own time: twelve nodes that do next to nothing, first run and run without work, against DVC and Snakemake on
 * the same DAG, in turn; the plan of ten thousand nodes; hashing. The first argument is the number of rounds.
 */
const rounds = roundsOf(process.argv[2], 5);
const NO_OPS = 3;
const MANY = [2500, 2500, 2500, 2500];
const STUDY = `limen: 1
name: study
nodes:
  faces:
    uses: prepare-faces
    foreach: { faces: [${dag.map((_, i) => 100 + i).join(", ")}] }
    with: { size: 16, identities: 20 }
`;

interface Timings {
  readonly first: Cost[];
  readonly again: Cost[];
}

const sides = [limen, dvc(), snakemake()];
const timings = new Map<Side, Timings>(sides.map((side) => [side, { first: [], again: [] }]));
const bare: Cost[] = [];
const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
try {
  warmUp(fresh("warm"));
  for (let round = 0; round < rounds; round++) {
    bare.push(bareProcesses(fresh(`bare-${round}`)));
    for (const side of sides) runBoth(side, fresh(`${side.name}-${round}`));
  }
  printSides();
  printOthers();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function fresh(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Limen is bundled, and peers' Python compiled, once after each change: not a run's time. */
function warmUp(place: string): void {
  for (const side of sides) {
    const own = join(place, side.name);
    mkdirSync(own);
    side.prepare(own);
    for (let i = 0; i < 3; i++) side.run(own);
    checkResults(side, own);
  }
}

function runBoth(side: Side, place: string): void {
  const { first, again } = timings.get(side)!;
  side.prepare(place);
  first.push(side.run(place));
  for (let i = 0; i < NO_OPS; i++) again.push(side.run(place));
  checkResults(side, place);
}

function printSides(): void {
  const process = middle(bare);
  const rows = [
    [
      "12 nodes",
      "no-op ms",
      "CPU-ms",
      "÷ Limen's",
      "first run s",
      "overhead a node ms",
      "CPU-ms",
      "÷ Limen's",
    ],
  ];
  const noOp = (side: Side) => middle(timings.get(side)!.again);
  const firstRun = (side: Side) => middle(timings.get(side)!.first);
  const overhead = (side: Side, part: keyof Cost) =>
    (firstRun(side)[part] - noOp(side)[part] - process[part]) / dag.length;
  for (const side of sides) {
    rows.push([
      side.name,
      ms(noOp(side).wall),
      ms(noOp(side).cpu),
      (noOp(side).cpu / noOp(limen).cpu).toFixed(1),
      firstRun(side).wall.toFixed(2),
      ms(overhead(side, "wall")),
      ms(overhead(side, "cpu")),
      (overhead(side, "cpu") / overhead(limen, "cpu")).toFixed(1),
    ]);
  }
  printTable(rows);
  console.log(
    `a bare process (node step.mjs): ${ms(process.wall / dag.length)} ms, ${ms(process.cpu / dag.length)} CPU-ms; medians of ${rounds} rounds, one node at a time.\n` +
      "Overhead is (first run − no-op − bare processes) / 12. Ratios are of CPU time.\nwanted: no-op 250 ms, overhead 100 ms a node",
  );
}

function printOthers(): void {
  const study = fresh("study");
  writeFileSync(join(study, "study.yaml"), STUDY);
  limenOnStudy(study, "study.yaml");
  const noOps = Array.from({ length: rounds }, () => limenOnStudy(study, "study.yaml"));
  console.log(
    `no-op of twelve nodes of prepare-faces: ${ms(middle(noOps).wall)} ms, ${ms(middle(noOps).cpu)} CPU-ms`,
  );
  const many = fresh("many");
  writeFileSync(join(many, "dag.yaml"), limenPipeline(layered(MANY)));
  const plans = Array.from({ length: rounds }, () => limenCommand(many, "plan", "dag.yaml", "--json"));
  const plan = middle(plans);
  console.log(
    `plan of ${layered(MANY).length} nodes: ${plan.wall.toFixed(2)} s, ${plan.cpu.toFixed(2)} CPU-s (wanted: 2 s)`,
  );
  console.log(hashRates(fresh("hash"), rounds));
}

function middle(costs: readonly Cost[]): Cost {
  return { cpu: median(costs.map(({ cpu }) => cpu)), wall: median(costs.map(({ wall }) => wall)) };
}

function ms(seconds: number): string {
  return (seconds * 1000).toFixed(0);
}
