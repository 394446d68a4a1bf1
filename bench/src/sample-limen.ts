import { readFileSync, writeFileSync } from "node:fs";
import { RandomStream } from "@limen/random";
import { drawBlock } from "@limen/sampling";
import { measure } from "./measure.ts";
import { openNets, planOf, type Settings, settingsOf } from "./sample/attempts.ts";
import type { Files } from "./sample/files.ts";
import type { Measured } from "./sample/sides.ts";

/** Draws all attempts with a sampler of Limen's: writes their grey bytes, prints what it took. Nothing is judged here. */
export interface LimenJob {
  readonly files: Files;
  readonly settings: Settings;
  readonly seed: string;
  /** File for the grey bytes, attempt after attempt. */
  readonly pixels: string;
}

const job = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as LimenJob;
const settings = settingsOf(job.settings);
const nets = await openNets(job.files, settings);
const plan = planOf(nets, settings);
const random = RandomStream.fromSeed(job.seed);
// Warms up: the first call with each number of images traces and compiles. Two levels of the long loops show them all.
for (const block of plan) {
  drawBlock(nets, { ...settings, ddpmSteps: 2, resamples: 1 }, block, random.split("warm-up"));
}

const { result: drawn, cost } = measure(() => plan.map((block) => drawBlock(nets, settings, block, random)));
const measured: Measured = {
  ...cost,
  evaluations: drawn
    .flatMap(({ spent }) => spent)
    .reduce((sum, { priorForward, priorBackward }) => sum + priorForward + priorBackward, 0),
};
writeFileSync(job.pixels, Buffer.concat(drawn.flatMap(({ pixels }) => pixels)));
console.log(JSON.stringify(measured));
