import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  alignGroup,
  alignWholeNet,
  commonModel,
  compareBaselines,
  learnerOf,
  params,
  scoreModels,
  splitTrials,
  wholeNet,
  wholeNetModels,
} from "@limen/finetune-classifiers/ladder";
import { RandomStream } from "@limen/random";
import { mean } from "simple-statistics";
import { buildStudy } from "./finetune/study.ts";
import { measure } from "./measure.ts";
import { printTable } from "./print-table.ts";
import { runPipeline } from "./run-pipeline.ts";

/**
 * What choosing the epoch on the reported trials makes up: a trained net, simulated people who are all alike (W0), the papers' recipe
 * for each of them. Nobody has anything of their own to be found, so every point gained is the protocol's.
 */
const { values } = parseArgs({
  options: {
    net: { type: "string", default: "mlp" },
    view: { type: "string" },
    people: { type: "string", default: "40" },
    trials: { type: "string", default: "360" },
  },
});
const STIMULI = 400;
const people = Number(values.people);
const each = Number(values.trials);

const view = values.view ?? runPipeline("selection");
const files = {
  faces: join(view, "faces", "faces.parquet"),
  classifier: join(view, "classifiers", values.net, "weights.safetensors"),
};
const random = RandomStream.fromSeed("bench selection");
const settings = params.parse({ name: values.net, epochs: 8, extraEpochs: 0 });
const study = await buildStudy(files, { people, each, world: "W0" }, STIMULI, random.split("study"));
const { trials, classifier } = study;
const split = splitTrials(trials, study.family, settings, random.split("split"));
const aligned = alignGroup(study, split, settings, random.split("group"), () => {});
classifier.parameters.assign(aligned.weights);
const { temperature } = classifier.config;
const common = compareBaselines(trials, split, aligned, temperature, Math.min(...settings.precisions));

const learner = learnerOf(classifier.parameters, wholeNet(classifier), aligned.temperature);
const { result: fits, cost } = measure(() =>
  trials.participants.map((name, person) =>
    alignWholeNet(study, split, person, learner, settings, random.split("full").split(name)),
  ),
);
const wholeNets = (pooling: "people" | "person") =>
  wholeNetModels(fits, {
    classes: trials.classes.length,
    temperature: aligned.temperature,
    pooling,
    trainTrials: () => 0,
  });
const [pooled, selected] = wholeNets("people");
const [own] = wholeNets("person");
const models = [
  commonModel("group", common.group, () => 0),
  { ...pooled!, name: "epoch by inner trials of all" },
  { ...own!, name: "epoch by each person's inner trials" },
  { ...selected!, name: "epoch by the reported trials (the papers)" },
];
const none = { values: new Float64Array(0), width: 0 };
const scores = { logP: common.group, evidence: none, leading: none, wide: none };
const rows = [...scoreModels(values.net, models, trials, split, scores)].filter(
  (row) => row.stimuli === "new",
);
const of = (model: string) => rows.filter((row) => row.model === model);
const group = of("group");

console.log(
  `W0, simulated: ${people} people who are all alike, ${each} trials each, ${Math.round(mean(group.map((row) => row.test_trials)))} of them reported (new stimuli); ${values.net}, the whole net fine-tuned for each, ${settings.full.epochs} epochs; ${cost.cpu.toFixed(0)} CPU-s.`,
);
printTable([
  ["model", "accuracy", "points over group", "people better", "equal", "worse", "gain (nats a trial)"],
  ...models.map(({ name }) => {
    const gains = of(name).map((row, i) => row.accuracy - group[i]!.accuracy);
    const share = (keep: (gain: number) => boolean) =>
      `${((100 * gains.filter(keep).length) / gains.length).toFixed(0)} %`;
    return [
      name,
      mean(of(name).map((row) => row.accuracy)).toFixed(3),
      (100 * mean(gains)).toFixed(1),
      share((gain) => gain > 0),
      share((gain) => gain === 0),
      share((gain) => gain < 0),
      mean(of(name).map((row, i) => group[i]!.nats - row.nats)).toFixed(3),
    ];
  }),
]);
