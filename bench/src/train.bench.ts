import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { InternalError } from "@limen/errors";
import { median } from "simple-statistics";

/**
 * Training rate of Limen against PyTorch on the CPU: same net, batch and optimiser, random images, all sides in turn
 * within one run, so that a drift of the machine's speed meets each. Limen's fast mode takes the CPU's best
 * instructions, as PyTorch does; canonical mode holds itself to AVX2, so PyTorch is timed under that limit too.
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const WANTED = { "vgg-s": 0.95, "unet-2": 0.7, "unet-4": 0.7 };

const here = fileURLToPath(new URL(".", import.meta.url));
const python = process.env.LIMEN_PYTHON ?? "python3";
const limen = [process.execPath, "--import", "tsx", `${here}train-limen.ts`] as const;
const torch = [python, `${here}../torch/train.py`] as const;

interface Side {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}
const SIDES = {
  "limen, fast": { command: limen, environment: { LIMEN_MODE: "fast" } },
  "limen, canonical": { command: limen, environment: { LIMEN_MODE: "canonical" } },
  torch: { command: torch, environment: {} },
  "torch held to AVX2": {
    command: torch,
    environment: { ONEDNN_MAX_CPU_ISA: "AVX2", ATEN_CPU_CAPABILITY: "avx2" },
  },
} satisfies Record<string, Side>;
type SideName = keyof typeof SIDES;
const names = Object.keys(SIDES) as SideName[];

const PAIRS: readonly (readonly [SideName, SideName])[] = [
  ["limen, fast", "torch"],
  ["limen, canonical", "torch held to AVX2"],
  ["limen, canonical", "torch"],
];

for (const [net, wanted] of Object.entries(WANTED)) {
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<SideName, number[]>;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rates[name].push(imagesPerSecond(SIDES[name], net));
  }
  for (const name of names) {
    console.log(`${net}, ${name}: ${rates[name].map((rate) => rate.toFixed(1)).join(" ")} images/s`);
  }
  for (const [side, peer] of PAIRS) {
    const ratio = median(rates[side]) / median(rates[peer]);
    console.log(`${net}: ${side} / ${peer} = ${ratio.toFixed(2)} (wanted at least ${wanted})`);
  }
}

function imagesPerSecond({ command: [program, ...args], environment }: Side, net: string): number {
  const env = { ...process.env, ...environment };
  const { stdout, stderr, status } = spawnSync(program, [...args, net], { encoding: "utf8", env });
  const rate = Number(stdout.trim());
  if (status !== 0 || !(rate > 0)) throw new InternalError(`${program} ${args.join(" ")} failed: ${stderr}`);
  return rate;
}
