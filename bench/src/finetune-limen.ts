import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alignGroup, climbLadder, params, splitTrials, trialsOf } from "@limen/finetune-classifiers/ladder";
import { calibrated, writeClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { buildStudy } from "./finetune/study.ts";
import { type Cost, measure } from "./measure.ts";

/** Aligns a net with simulated people: the group, then the whole ladder but full fine-tunes. Leaves the study for PyTorch. */
export interface LimenJob {
  readonly faces: string;
  readonly classifier: string;
  readonly people: number;
  readonly each: number;
  readonly stimuli: number;
  /** Where images, trials and the group model are left, as bench/torch/finetune.py reads them. */
  readonly folder: string;
  /** Indices of the people whose scores are wanted one by one. */
  readonly compared: number;
}

export interface LimenMeasured {
  readonly group: Cost;
  readonly ladder: Cost;
  /** (bytes) */
  readonly peakBytes: number;
  /** (nats a trial) on new stimuli, of each model: mean over old people, and of the people compared, by person. */
  readonly nats: Readonly<Record<string, { readonly mean: number; readonly compared: readonly number[] }>>;
  /** Indices of the people compared. */
  readonly compared: readonly number[];
}

const job = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as LimenJob;
const random = RandomStream.fromSeed("bench finetune");
const settings = params.parse({ name: "vgg-s", epochs: 4, extraEpochs: 1 });
const study = await buildStudy(
  job,
  { people: job.people, each: job.each },
  job.stimuli,
  random.split("study"),
);
const { trials, classifier } = study;
const split = splitTrials(trials, study.family, settings, random.split("split"));
const { result: aligned, cost: group } = measure(() =>
  alignGroup(study, split, settings, random.split("group"), () => {}),
);
const { result: ladder, cost } = measure(() =>
  climbLadder("vgg-s", trials, split, aligned, classifier.config.temperature, settings, random),
);
const compared = trials.participants
  .flatMap((_, person) => (split.newPerson[person] === 0 ? [person] : []))
  .slice(0, job.compared);
await leaveForTorch();

const rows = [...ladder.scores].filter((row) => row.stimuli === "new" && row.people === "old");
const models = [...new Set(rows.map((row) => row.model))];
const natsOf = (model: string) => {
  const own = rows.filter((row) => row.model === model);
  const of = new Map(own.map((row) => [row.participant_id, row.nats]));
  return {
    mean: own.reduce((sum, row) => sum + row.nats, 0) / own.length,
    compared: compared.map((person) => of.get(trials.participants[person]!)!),
  };
};
const measured: LimenMeasured = {
  group,
  ladder: cost,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  nats: Object.fromEntries(models.map((model) => [model, natsOf(model)])),
  compared,
};
console.log(JSON.stringify(measured));

async function leaveForTorch(): Promise<void> {
  mkdirSync(job.folder, { recursive: true });
  const write = (name: string, values: Float32Array | Int32Array) =>
    writeFileSync(join(job.folder, name), values);
  write("images", study.images);
  write("base-images", study.base.train.inputs);
  write("base-labels", study.base.train.targets);
  write("stimulus", trials.stimulus);
  write("answer", trials.answer);
  write("role", Int32Array.from(split.role));
  write(
    "old-person",
    Int32Array.from(trials.person, (person) => 1 - split.newPerson[person]!),
  );
  const ranges = compared.map((person) => {
    const own = trialsOf(trials, person, () => true);
    return [own[0]!, own.at(-1)! + 1];
  });
  writeFileSync(join(job.folder, "people.json"), JSON.stringify(ranges));
  classifier.parameters.assign(aligned.weights);
  await writeClassifier(join(job.folder, "group.safetensors"), calibrated(classifier, aligned.temperature));
}
