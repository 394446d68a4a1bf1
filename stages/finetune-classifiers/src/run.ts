import { deserialize, serialize } from "node:v8";
import { calibrated, writeClassifier } from "@limen/models";
import type { Checkpoints, ContextOf } from "@limen/stage";
import { writeTable } from "@limen/tables";
import {
  alignmentCurveTable,
  alignmentScoresTable,
  clusterMembersTable,
  clustersTable,
  fewShotTable,
  groupPredictionsTable,
  personParametersTable,
} from "@limen/tables/specs";
import { alignGroup } from "./align-group.ts";
import { alignPeople } from "./align-people.ts";
import { alignWholeNet } from "./align-whole-net.ts";
import { baselineModels, compareBaselines } from "./compare-baselines.ts";
import { describeClusters } from "./describe-clusters.ts";
import { describeStudy } from "./describe-study.ts";
import { fewShot } from "./few-shot.ts";
import type stage from "./index.ts";
import { evidenceOf } from "./layer-inputs.ts";
import { learnerOf } from "./learner.ts";
import { wholeNet } from "./net-view.ts";
import type { StimulusScores } from "./person-trials.ts";
import { projectFeatures } from "./project-features.ts";
import { readStudy } from "./read-study.ts";
import { individualModels, scoreModels } from "./score-models.ts";
import { splitTrials } from "./split-trials.ts";
import { wholeNetModels } from "./whole-net-models.ts";
import { curveRows, parameterRows, predictionRows } from "./write-results.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const study = await readStudy(context);
  const { classifier, trials } = study;
  const { classes, temperature } = classifier.config;
  const net = params.name || classifier.config.name;
  const split = splitTrials(trials, study.family, params, random.split("split"));

  const aligned = kept(context.checkpoints, "group", () =>
    alignGroup(study, split, params, random.split("group"), (done, total) =>
      context.progress(done, total, "epochs of group fine-tuning"),
    ),
  );
  classifier.parameters.assign(aligned.weights);

  const people = trials.participants.slice(0, params.full.people);
  const learner = learnerOf(classifier.parameters, wholeNet(classifier), aligned.temperature);
  const full = await context.blocks(people.length, async (person) =>
    alignWholeNet(study, split, person, learner, params, random.split("full").split(people[person]!)),
  );
  learner.dispose();
  if (full === undefined) return;

  const weakest = Math.min(...params.precisions);
  const common = compareBaselines(trials, split, aligned, temperature, weakest);
  const oldStimuli = split.newStimulus.map((isNew) => 1 - isNew);
  const [leading, wide] = projectFeatures(
    aligned.features,
    trials.stimuli.length,
    [params.featureRank, params.wideRank],
    oldStimuli,
    random.split("features"),
  );
  const evidence = evidenceOf(common.group, classes.length, oldStimuli);
  const group: StimulusScores = { logP: common.group, evidence, leading: leading!, wide: wide! };
  const individuals = alignPeople(trials, split, group, params, random.split("people"));
  const models = [
    ...baselineModels(common, trials, split),
    ...individualModels(individuals),
    ...wholeNetModels(full, {
      classes: classes.length,
      temperature: aligned.temperature,
      pooling: params.pooling,
      trainTrials: (person) => individuals.trainRows[person]!.length,
    }),
  ];
  const shots = fewShot(net, trials, split, group, individuals, params.fewShot, random.split("few shot"));
  const kinds = describeClusters(net, trials, split, group, individuals, random.split("clusters"));
  for (const line of describeStudy(trials, split, params.minTrials)) context.log(line);

  const metadata = { classes: JSON.stringify(classes) };
  await writeClassifier(context.output("weights"), calibrated(classifier, aligned.temperature));
  await writeTable(
    context.output("scores"),
    alignmentScoresTable,
    scoreModels(net, models, trials, split, group),
  );
  await writeTable(
    context.output("predictions"),
    groupPredictionsTable,
    predictionRows(net, common, trials, split),
    { metadata },
  );
  await writeTable(context.output("curve"), alignmentCurveTable, curveRows(net, aligned, full));
  await writeTable(
    context.output("parameters"),
    personParametersTable,
    parameterRows(net, individuals, trials),
    { metadata },
  );
  await writeTable(context.output("fewShot"), fewShotTable, shots);
  await writeTable(context.output("clusters"), clustersTable, kinds.clusters);
  await writeTable(context.output("members"), clusterMembersTable, kinds.members);
  classifier.dispose();
}

/** The value, computed once: a later attempt at the same run finds it. */
function kept<T>(checkpoints: Checkpoints, name: string, compute: () => T): T {
  const saved = checkpoints.load(name);
  if (saved !== undefined) return deserialize(saved) as T;
  const value = compute();
  checkpoints.save(name, serialize(value));
  return value;
}
