import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UserError } from "@limen/errors";
import { RandomStream } from "@limen/random";
import { mean } from "simple-statistics";
import type { StageJob } from "./finetune/limen-stage.ts";
import { writeTables } from "./finetune/write-tables.ts";
import type { LimenJob, LimenMeasured } from "./finetune-limen.ts";
import { printTable } from "./print-table.ts";
import { runPipeline } from "./run-pipeline.ts";
import { runSide } from "./run-side.ts";
import type { Took } from "./stage-took.ts";

/**
 * Individual alignment: the whole ladder of small models for all people at once, against the papers' recipe, which fine-tunes
 * the whole net for each person, in PyTorch on the same group net and trials. Both are scored on the same held-out answers.
 */
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "250" },
    trials: { type: "string", default: "470" },
    compared: { type: "string", default: "5" },
    scale: { type: "boolean", default: false },
    view: { type: "string" },
    light: { type: "boolean", default: false },
    sizes: { type: "string", default: "100,1000,10000" },
  },
});
const STIMULI = 800;
const MIB = 2 ** 20;
const here = fileURLToPath(new URL(".", import.meta.url));
const view = values.view ?? runPipeline("finetune");
const files = {
  faces: join(view, "faces", "faces.parquet"),
  classifier: join(view, "classifiers", "vgg-s", "weights.safetensors"),
};
if (values.scale) await scale(values.sizes.split(",").map(count), count(values.trials), values.light);
else compare(count(values.people), count(values.trials), count(values.compared));

function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UserError({ message: `"${text}" is no number of people or trials`, hint: "give 1 or more" });
}

function climb(people: number, each: number, folder: string, compared: number): LimenMeasured {
  const job: LimenJob = { ...files, people, each, stimuli: STIMULI, folder, compared };
  const path = join(folder, "job.json");
  writeFileSync(path, JSON.stringify(job));
  return runSide<LimenMeasured>([process.execPath, "--import", "tsx", join(here, "finetune-limen.ts"), path]);
}

interface TorchMeasured {
  /** (seconds) a person. */
  readonly wall: number;
  readonly cpu: number;
  /** (nats a trial) of each person compared. */
  readonly group: readonly number[];
  readonly nested: readonly number[];
  readonly selected: readonly number[];
  readonly best: readonly number[];
}

function compare(people: number, each: number, compared: number): void {
  const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
  const limen = climb(people, each, folder, compared);
  const python = process.env.LIMEN_PYTHON ?? "python3";
  const torch = runSide<TorchMeasured>([python, join(here, "../torch/finetune.py"), folder], {
    OMP_WAIT_POLICY: "PASSIVE",
  });
  rmSync(folder, { recursive: true });
  const { ladder, group, nats, peakBytes } = limen;
  console.log(`${people} people × ${each} trials on ${STIMULI} stimuli, vgg-s; seconds for all people.`);
  printTable([
    ["", "s", "CPU-s", "ratio of s", "ratio of CPU-s"],
    ["Limen, the whole ladder", ladder.wall.toFixed(1), ladder.cpu.toFixed(1), "1", "1"],
    [
      `PyTorch, whole net, ${torch.nested.length} people measured`,
      (people * torch.wall).toFixed(0),
      (people * torch.cpu).toFixed(0),
      ((people * torch.wall) / ladder.wall).toFixed(0),
      ((people * torch.cpu) / ladder.cpu).toFixed(0),
    ],
  ]);
  console.log(
    `Group fine-tuning, which both start from: ${group.wall.toFixed(1)} s. Peak ${(peakBytes / MIB).toFixed(0)} MiB.`,
  );
  console.log(
    "Nats a trial, held-out answers to new stimuli (lower is better): the people compared; all old people.",
  );
  printTable([
    ["model", "people compared", "all old people"],
    ...Object.entries(nats).map(([model, { mean: all, compared: own }]) => [
      model,
      mean([...own]).toFixed(4),
      all.toFixed(4),
    ]),
    ["PyTorch, the group net", mean([...torch.group]).toFixed(4), "–"],
    ["PyTorch, epoch nested", mean([...torch.nested]).toFixed(4), "–"],
    ["PyTorch, epoch of best reported accuracy", mean([...torch.selected]).toFixed(4), "–"],
    ["PyTorch, epoch of best reported likelihood", mean([...torch.best]).toFixed(4), "–"],
  ]);
}

/** The whole stage from tables to tables, a process of its own, as people grow: what does not grow with them is taken off. */
async function scale(sizes: readonly number[], each: number, light: boolean): Promise<void> {
  const took: { readonly people: number; readonly cpu: number; readonly peakBytes: number }[] = [];
  for (const people of sizes) {
    const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
    const random = RandomStream.fromSeed("bench finetune scale");
    const tables = await writeTables(files.faces, { people, each }, STIMULI, folder, random);
    const job: StageJob = { inputs: { ...tables, classifier: files.classifier }, folder, light };
    const path = join(folder, "job.json");
    writeFileSync(path, JSON.stringify(job));
    const command = [
      process.execPath,
      "--import",
      "tsx",
      join(here, "finetune/limen-stage.ts"),
      path,
    ] as const;
    const { cpu, peakBytes } = runSide<Took>(command);
    rmSync(folder, { recursive: true });
    took.push({ people, cpu, peakBytes });
    // Said at once: the last size takes minutes.
    console.log(`${people} people: ${cpu.toFixed(1)} CPU-s, peak ${(peakBytes / MIB).toFixed(0)} MiB`);
  }
  console.log(
    `The stage, layers: last${light ? ", one fit a person and rung" : ""}, ${each} trials each on ${STIMULI} stimuli, vgg-s.`,
  );
  printTable([
    ["people", "trials", "CPU-s", "CPU-ms a further person", "peak MiB", "KiB a further person"],
    ...took.map(({ people, cpu, peakBytes }, i) => {
      const before = took[i - 1];
      const further = (value: number, then: number | undefined) =>
        before && then !== undefined ? ((value - then) / (people - before.people)).toFixed(1) : "–";
      return [
        String(people),
        String(people * each),
        cpu.toFixed(1),
        further(1000 * cpu, before && 1000 * before.cpu),
        (peakBytes / MIB).toFixed(0),
        further(peakBytes / 1024, before && before.peakBytes / 1024),
      ];
    }),
  ]);
}
