import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InternalError, UserError } from "@limen/errors";
import { median } from "simple-statistics";
import { printTable } from "./print-table.ts";
import { roundsOf } from "./rounds-of.ts";
import { type Command, runSide } from "./run-side.ts";
import { type Measured, type Subject, subjects, writeSubject } from "./train/subject.ts";

/**
 * Training and forward rates of every net against PyTorch on the CPU: same weights, batch and optimiser, all sides in
 * turn within one run, so that a drift of the machine's speed meets each. Both sides' losses on the same batch must agree
 * before any rate counts. Limen's fast mode takes the CPU's best instructions, as PyTorch does; canonical mode holds
 * itself to AVX2, so PyTorch is timed under that limit too.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { net: { type: "string", multiple: true }, seconds: { type: "string", default: "4" } },
});
const ROUNDS = roundsOf(positionals[0], 3);
const known = subjects.map(({ name }) => name);
const unknown = (values.net ?? []).filter((name) => !known.includes(name));
if (unknown.length > 0) {
  throw new UserError({ message: `no net "${unknown[0]}"`, hint: `nets: ${known.join(", ")}` });
}

const here = fileURLToPath(new URL(".", import.meta.url));
const limen = [process.execPath, "--import", "tsx", `${here}train-limen.ts`] as const;
const torch = [process.env.LIMEN_PYTHON ?? "python3", `${here}../torch/train.py`] as const;

interface Side {
  readonly command: Command;
  readonly environment: Readonly<Record<string, string>>;
}
const SIDES = {
  "Limen, fast": { command: limen, environment: { LIMEN_MODE: "fast" } },
  "Limen, canonical": { command: limen, environment: { LIMEN_MODE: "canonical" } },
  PyTorch: { command: torch, environment: {} },
  "PyTorch held to AVX2": {
    command: torch,
    environment: { ONEDNN_MAX_CPU_ISA: "AVX2", ATEN_CPU_CAPABILITY: "avx2" },
  },
} satisfies Record<string, Side>;
type SideName = keyof typeof SIDES;
const names = Object.keys(SIDES) as SideName[];

const PAIRS: readonly (readonly [SideName, SideName])[] = [
  ["Limen, fast", "PyTorch"],
  ["Limen, canonical", "PyTorch held to AVX2"],
];
/** Relative difference of the two sides' losses that rounding explains. */
const ROUNDING = 1e-3;

const chosen = subjects.filter(({ name }) => !values.net || values.net.includes(name));
const header = ["net", ...names, ...PAIRS.map(([side, peer]) => `${side} ÷ ${peer}`), "wanted"];
const table: string[][] = [header];
for (const subject of chosen) table.push(compare(subject, await measureAll(subject)));
console.log("Images a second, training / forward (medians), and their ratios.");
printTable(table);

type Rates = Readonly<Record<SideName, readonly Measured[]>>;

async function measureAll(subject: Subject): Promise<Rates> {
  const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
  await writeSubject(subject, folder);
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<
    SideName,
    Measured[]
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) measured[name].push(measure(SIDES[name], folder, subject));
  }
  rmSync(folder, { recursive: true });
  const [own, ...others] = names.map((name) => measured[name][0]!.loss);
  const apart = others.find((loss) => !(Math.abs(loss - own!) < ROUNDING * Math.abs(own!)));
  if (apart !== undefined) {
    throw new InternalError(`${subject.name} is not the same net on both sides: losses ${own} and ${apart}`);
  }
  return measured;
}

function compare({ name, wanted }: Subject, rates: Rates): string[] {
  const middle = (side: SideName, key: "training" | "forward") =>
    median(rates[side].map((measured) => measured[key]));
  const both = (text: (key: "training" | "forward") => string) => `${text("training")} / ${text("forward")}`;
  return [
    name,
    ...names.map((side) => both((key) => middle(side, key).toFixed(0))),
    ...PAIRS.map(([side, peer]) => both((key) => (middle(side, key) / middle(peer, key)).toFixed(2))),
    wanted?.toFixed(1) ?? "–",
  ];
}

function measure({ command, environment }: Side, folder: string, { kind }: Subject): Measured {
  return runSide<Measured>([...command, folder, kind, values.seconds], environment);
}
