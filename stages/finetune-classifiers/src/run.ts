import { deserialize, serialize } from "node:v8";
import { calibrated, writeClassifier } from "@limen/models";
import type { Checkpoints, ContextOf } from "@limen/stage";
import { writeTable } from "@limen/tables";
import {
  alignmentCurveTable,
  alignmentNotesTable,
  alignmentScoresTable,
  clusterMembersTable,
  clustersTable,
  fewShotTable,
  groupPredictionsTable,
  personParametersTable,
  rungChoicesTable,
} from "@limen/tables/specs";
import { alignGroup } from "./align-group.ts";
import { alignWholeNet } from "./align-whole-net.ts";
import { climbLadder } from "./climb-ladder.ts";
import { describeStudy, noteLines } from "./describe-study.ts";
import type stage from "./index.ts";
import { type Learner, learnerOf } from "./learner.ts";
import { wholeNet } from "./net-view.ts";
import { readStudy } from "./read-study.ts";
import { splitTrials } from "./split-trials.ts";
import { wholeNetModels } from "./whole-net-models.ts";
import { choiceRows, curveRows, parameterRows, predictionRows } from "./write-results.ts";

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
  let learner: Learner | undefined;
  const full = await context.blocks(people.length, async (person) => {
    learner ??= learnerOf(classifier.parameters, wholeNet(classifier), aligned.temperature);
    return alignWholeNet(study, split, person, learner, params, random.split("full").split(people[person]!));
  });
  learner?.dispose();
  if (full === undefined) return;

  const ladder = climbLadder(net, trials, split, aligned, temperature, params, random, ({ trainRows }) =>
    wholeNetModels(full, {
      classes: classes.length,
      temperature: aligned.temperature,
      pooling: params.pooling,
      trainTrials: (person) => trainRows[person]!.length,
    }),
  );
  const notes = describeStudy(net, trials, split, params.minTrials);
  for (const line of noteLines(notes)) context.log(line);

  const metadata = { classes: JSON.stringify(classes) };
  await writeClassifier(context.output("weights"), calibrated(classifier, aligned.temperature));
  const { common, individuals, kinds } = ladder;
  await writeTable(context.output("scores"), alignmentScoresTable, ladder.scores);
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
  await writeTable(
    context.output("rungs"),
    rungChoicesTable,
    choiceRows(net, individuals, params.pooling, trials),
  );
  await writeTable(context.output("fewShot"), fewShotTable, ladder.fewShot);
  await writeTable(context.output("clusters"), clustersTable, kinds.clusters);
  await writeTable(context.output("members"), clusterMembersTable, kinds.members);
  await writeTable(context.output("notes"), alignmentNotesTable, notes);
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
