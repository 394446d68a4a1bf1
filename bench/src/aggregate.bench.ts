import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@limen/errors";
import { compare } from "./aggregate/compare.ts";
import { writeHalves } from "./aggregate/halves.ts";
import { makeTrials } from "./aggregate/make-trials.ts";
import { printTable } from "./print-table.ts";
import { type Command, runSide } from "./run-side.ts";
import type { Took } from "./stage-took.ts";

/**
 * aggregate-responses on ten million trials (or as many as the first argument says) against pandas and polars: seconds, CPU
 * and memory of a process each, from its start to its end, in turn; their figures must agree with Limen's to 1e-9.
 */
const trials = Number(process.argv[2] ?? 10_000_000);
if (!Number.isInteger(trials) || trials < 100_000) {
  throw new UserError({
    message: `"${process.argv[2]}" is no number of trials`,
    hint: "give 100000 or more, so that all stimuli are judged",
  });
}
const SEED_PATH = ["aggregate", "responses"];
const MIB = 2 ** 20;
const WANTED = "wanted at ten million, on two cores: 60 s and 2,048 MiB";
const here = fileURLToPath(new URL(".", import.meta.url));
const limen = [process.execPath, "--import", "tsx", `${here}aggregate/limen.ts`] as const;
const python = [process.env.LIMEN_PYTHON ?? "python3", `${here}../frames/aggregate.py`] as const;
const PEERS = ["pandas", "polars"] as const;

const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
try {
  await makeTrials(folder, trials);
  console.log(
    `${trials} trials; this process, which made them: ${mib(process.resourceUsage().maxRSS * 1024)} MiB`,
  );
  const own = timed([...limen, folder, ...SEED_PATH]);
  await writeHalves(folder, SEED_PATH);
  const table = [["side", "s", "CPU-s", "peak MiB", "s ÷ Limen's", "values agreeing", "largest difference"]];
  const row = (name: string, took: Timed, ...rest: string[]) =>
    table.push([name, took.wall.toFixed(1), took.cpu.toFixed(1), mib(took.peakBytes), ...rest]);
  row("Limen, the whole stage", own, "1.00", "–", "–");
  for (const peer of PEERS) {
    const took = timed([...python, peer, folder]);
    const { values, worst } = await compare(folder, peer);
    row(`${peer}, its part`, took, (took.wall / own.wall).toFixed(2), String(values), worst.toExponential(1));
  }
  printTable(table);
  console.log(WANTED);
  console.log(
    "Peers: read the trials, the five rules, choice counts, posterior entropies, median times and 50 split halves of the kept.\n" +
      "Not the peers: checks of cells, names and sources, intervals (posterior draws, bootstraps), within and between, ceilings,\n" +
      "alpha, everything once more with nobody excluded, and writing the kept trials.",
  );
} finally {
  rmSync(folder, { recursive: true });
}

interface Timed extends Took {
  readonly wall: number;
}

function timed(command: Command): Timed {
  const start = performance.now();
  const took = runSide<Took>(command);
  return { ...took, wall: (performance.now() - start) / 1000 };
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(0);
}
