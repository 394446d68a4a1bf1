import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { InternalError } from "@limen/errors";
import { median } from "simple-statistics";

/**
 * Training rate of Limen against PyTorch on the CPU: same net, batch and optimiser, random images, the two sides in
 * turn within one run, so that a drift of the machine's speed meets both. Prints the ratio of the medians.
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const NETS = { "vgg-s": 0.95, "unet-2": 0.7, "unet-4": 0.7 };

const here = fileURLToPath(new URL(".", import.meta.url));
for (const [net, wanted] of Object.entries(NETS)) {
  const limen: number[] = [];
  const torch: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    limen.push(imagesPerSecond(process.execPath, ["--import", "tsx", `${here}train-limen.ts`, net]));
    torch.push(imagesPerSecond(process.env.LIMEN_PYTHON ?? "python3", [`${here}../torch/train.py`, net]));
  }
  const ratio = median(limen) / median(torch);
  const each = (rates: number[]) => rates.map((rate) => rate.toFixed(1)).join(" ");
  console.log(`${net}: limen ${each(limen)}; torch ${each(torch)} images/s`);
  console.log(`${net}: ratio of medians ${ratio.toFixed(2)} (wanted at least ${wanted})`);
}

function imagesPerSecond(command: string, args: string[]): number {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8" });
  const rate = Number(stdout.trim());
  if (status !== 0 || !(rate > 0)) throw new InternalError(`${command} ${args.join(" ")} failed: ${stderr}`);
  return rate;
}
