import { UserError } from "@limen/errors";
import {
  answersReached,
  type CatchFace,
  checkPercept,
  checkSameClasses,
  chooseCore,
  type DesignSize,
  itemsOf,
  type KnownFaces,
  keepSurest,
  openPlaces,
  type Perceive,
  pickModel,
  planTrials,
  predictionsOf,
  readFaces,
  resolveWorld,
  scoreImages,
  seeStimuli,
  sizeDesign,
  sureItemsOf,
} from "@limen/experiment";
import type { ContextOf } from "@limen/stage";
import { classesOf, groupPredictionsTable, type Row, readTable, stimuliTable } from "@limen/tables";
import type { Judgements } from "@limen/trials";
import type stage from "../index.ts";
import type { Experiment } from "./experiment.ts";
import { simulatePerson } from "./simulate-people.ts";

type Context = ContextOf<typeof stage>;
type Stimulus = Row<typeof stimuliTable>;

/** Participants who are simulated together: the grain of resuming and of shards. Nobody's answers depend on it. */
const PEOPLE_PER_BLOCK = 50;

/**
 * Mode simulate: reads stimuli, the observers' net and faces, plans the experiment and lets everyone answer. Undefined in
 * a shard's process, which simulates its share of the people only.
 */
export async function simulateExperiment(context: Context): Promise<Judgements | undefined> {
  const { params, random } = context;
  const { rows: stimuli, metadata } = await readTable(context.input("stimuli").path, stimuliTable);
  if (stimuli.length === 0)
    throw new UserError({ message: "the stimuli table is empty: there is nothing to judge" });
  const classes = classesOf(metadata);
  const loop = await readLoop(context, stimuli, classes);
  const perceive = await openPercept(context, stimuli, classes);
  const faces = await readFaces(
    context.optionalInput("faces")?.path,
    stimuli,
    classes,
    random.split("catch"),
  );

  const world = resolveWorld(params, classes.length, random.split("clusters"));
  const catchFaces = keepSurest(await showCatchFaces(faces, perceive), classes);
  const shown = await seeStimuli(stimuli, { world, faces, perceive, random: random.split("unrelated") });
  const items = itemsOf(params, stimuli, random.split("items")).map(({ id, shows, asked }) => ({
    id,
    faces: shows.map((index) => shown[index]!),
    asked,
  }));
  const catches = sureItemsOf(params.task, catchFaces, random.split("catch items")).map((item) => ({
    ...item,
    faces: item.shows.map((index) => catchFaces[index]!),
  }));
  const size = sizeDesign(params, items.length, catches.length > 0);
  const open = openPlaces(size, params.closedLoop);
  logDesign(context, { size, open }, items.length, catches.length);
  const design = random.split("design");
  const experiment: Experiment = {
    task: params,
    classes,
    world,
    loop: loop && { ...loop, others: chooseCore(size, items.length, design).others },
    blocks: params.blocks,
    items,
    catches,
    plan: planTrials(size, items.length, catches.length, params.participants, design, open),
  };
  const count = Math.ceil(experiment.plan.length / PEOPLE_PER_BLOCK);
  const blocks = await context.blocks(count, async (block) =>
    experiment.plan
      .slice(block * PEOPLE_PER_BLOCK, (block + 1) * PEOPLE_PER_BLOCK)
      .map((_, place) => simulatePerson(experiment, block * PEOPLE_PER_BLOCK + place, random)),
  );
  if (blocks === undefined) return undefined;
  const people = blocks.flat();
  return {
    classes,
    task: params.task,
    trials: people.flatMap((person) => person.trials),
    comparisons: people.flatMap((person) => person.comparisons),
    participants: people.map((person) => person.participant),
    rejects: [],
  };
}

/** What a closed loop goes by; null where none is wanted. */
async function readLoop(context: Context, stimuli: readonly Stimulus[], classes: readonly string[]) {
  const { closedLoop } = context.params;
  if (closedLoop === undefined) return null;
  const place = { field: "inputs.predictions" };
  const file = context.optionalInput("predictions")?.path;
  if (file === undefined) {
    throw new UserError({
      message: "closedLoop chooses by what a group model says of the stimuli, and no predictions are given",
      place,
      hint: "give the predictions of a finetune-classifiers node that learnt from an experiment before this one",
    });
  }
  const { rows, metadata } = await readTable(file, groupPredictionsTable);
  checkSameClasses(classesOf(metadata), classes, place);
  const names = stimuli.map(({ stimulus_id }) => stimulus_id);
  return { params: closedLoop, groupLogP: predictionsOf(pickModel(rows, closedLoop, place), names, place) };
}

/** TensorFlow is loaded only when observers see by a net. */
async function openPercept(
  context: Context,
  stimuli: readonly Stimulus[],
  classes: readonly string[],
): Promise<Perceive | undefined> {
  const artifact = context.optionalInput("percept");
  if (artifact === undefined) return undefined;
  const { readPercept } = await import("@limen/experiment/percept");
  const percept = await readPercept(artifact.path);
  checkPercept(percept, stimuli, classes);
  return percept.perceive;
}

async function showCatchFaces(faces: KnownFaces, perceive: Perceive | undefined): Promise<CatchFace[]> {
  const scores = await scoreImages(faces.catchFaces, perceive);
  return faces.catchFaces.map(({ id, expected }, index) => ({ id, expected, scores: scores[index]! }));
}

function logDesign(
  context: Context,
  { size, open }: { readonly size: DesignSize; readonly open: number },
  items: number,
  catches: number,
): void {
  const { task, participants, answersPerStimulus, catchShare } = context.params;
  const shown = task === "comparison" ? "pairs" : "stimuli";
  context.log(
    `each of ${participants} simulated participants: ${size.core} core ${shown}, ${size.own} of their own, ${size.repeats} repeats, ${size.catches} catch trials`,
  );
  if (catches === 0 && catchShare > 0)
    context.log("no catch trials: no face beyond doubt among the faces given");
  if (open > 0) context.log(`${open} of their own ${shown} are chosen by the closed loop, the others dealt`);
  const dealt = { ...size, own: size.own - open };
  const reached = answersReached(dealt, items, participants, answersPerStimulus);
  if (Math.min(reached.answers, participants) < answersPerStimulus) {
    context.log(
      `some ${shown} get only ${reached.answers} of ${answersPerStimulus} answers: ${reached.participantsNeeded} participants would reach them`,
    );
  }
}
