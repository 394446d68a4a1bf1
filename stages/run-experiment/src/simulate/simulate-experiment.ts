import { type Problem, throwIfAny, UserError } from "@limen/errors";
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
  untargetable,
  type World,
} from "@limen/experiment";
import type { Percept } from "@limen/experiment/percept";
import { RandomStream } from "@limen/random";
import type { ContextOf } from "@limen/stage";
import {
  classesOf,
  groupPredictionsTable,
  type Row,
  readTable,
  stimuliTable,
  targetsTable,
} from "@limen/tables";
import type { Judgements } from "@limen/trials";
import type stage from "../index.ts";
import type { Experiment } from "./experiment.ts";
import {
  checkSamePercept,
  type KnownPeople,
  type KnownPerson,
  readPeople,
  roundMetadata,
} from "./known-people.ts";
import { planTargets } from "./plan-targets.ts";
import { type SimulatedPerson, simulatePerson } from "./simulate-people.ts";

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
  const percept = await openPercept(context, stimuli, classes);
  const perceive = percept?.perceive;
  const known = await readKnown(context, classes, percept?.net ?? null);
  const faces = await readFaces(
    context.optionalInput("faces")?.path,
    stimuli,
    classes,
    random.split("catch"),
  );

  const { serialDependence, deadlineMs, sight } = known?.round ?? {
    ...params,
    sight: random.split("unrelated").path,
  };
  const world = {
    ...resolveWorld(params, classes.length, random.split("clusters")),
    ...worldOf(known),
    serialDependence,
    deadlineMs,
  };
  const catchFaces = keepSurest(await showCatchFaces(faces, perceive), classes);
  const shown = await seeStimuli(stimuli, { world, faces, perceive, random: RandomStream.fromSeed(sight) });
  const items = itemsOf(params, stimuli, random.split("items")).map(({ id, shows, asked }) => ({
    id,
    faces: shows.map((index) => shown[index]!),
    asked,
  }));
  const catches = sureItemsOf(params.task, catchFaces, random.split("catch items")).map((item) => ({
    ...item,
    faces: item.shows.map((index) => catchFaces[index]!),
  }));
  const { people: comers, plan, others } = await planOf(context, known, items, catches.length);
  const experiment: Experiment = {
    task: params,
    classes,
    world,
    loop: loop && { ...loop, others },
    blocks: params.blocks,
    items,
    catches,
    plan,
    ...(comers === undefined ? {} : { people: comers }),
  };
  const count = Math.ceil(experiment.plan.length / PEOPLE_PER_BLOCK);
  const blocks = await context.eachBlock(count, async (block) =>
    experiment.plan
      .slice(block * PEOPLE_PER_BLOCK, (block + 1) * PEOPLE_PER_BLOCK)
      .map((_, place) => simulatePerson(experiment, block * PEOPLE_PER_BLOCK + place, random)),
  );
  if (blocks === undefined) return undefined;
  const isCompared = params.task === "comparison";
  return {
    classes,
    task: params.task,
    trials: isCompared ? [] : rowsOf(blocks, ({ trials }) => trials),
    comparisons: isCompared ? rowsOf(blocks, ({ comparisons }) => comparisons) : [],
    participants: rowsOf(blocks, ({ participant }) => [participant]),
    participantsMetadata: roundMetadata({
      serialDependence,
      deadlineMs,
      sight,
      percept: percept?.net ?? null,
    }),
    rejects: [],
  };
}

/** Rows of everybody, in the order of people, a block of them in memory. */
async function* rowsOf<R>(
  blocks: AsyncIterable<readonly SimulatedPerson[]>,
  of: (person: SimulatedPerson) => readonly R[],
): AsyncGenerator<R> {
  for await (const people of blocks) for (const person of people) yield* of(person);
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

interface Planned {
  /** Where they took part before. */
  readonly people: readonly KnownPerson[] | undefined;
  readonly plan: Experiment["plan"];
  /** Places of the items that are not shown to all; a closed loop chooses among them. */
  readonly others: readonly number[];
}

/** Who sees what: what is meant for them where targets are given, else all stimuli are dealt. */
async function planOf(
  context: Context,
  known: KnownPeople | undefined,
  items: readonly { readonly id: string }[],
  catches: number,
): Promise<Planned> {
  const { params, random } = context;
  const targets = context.optionalInput("targets");
  if (targets !== undefined && known !== undefined) {
    const { rows } = await readTable(targets.path, targetsTable);
    const design = {
      stimuli: items.map(({ id }) => id),
      catchFaces: catches,
      catchShare: params.catchShare,
      most: params.trialsPerParticipant,
    };
    const planned = planTargets(rows, known.people, design, random.split("order"));
    context.log(
      `${planned.people.length} of ${known.people.length} simulated people come again, for stimuli meant for them`,
    );
    return { ...planned, others: [] };
  }
  const participants = known?.people.length ?? params.participants;
  const size = sizeDesign(params, items.length, catches > 0);
  const open = openPlaces(size, params.closedLoop);
  logDesign(context, { size, open }, participants, items.length, catches);
  const design = random.split("design");
  const plan = planTrials(size, items.length, catches, participants, design, open);
  return { people: known?.people, plan, others: chooseCore(size, items.length, design).others };
}

/** People of an earlier round; undefined: they are drawn. Throws a UserError for targets that belong to nobody. */
async function readKnown(
  context: Context,
  classes: readonly string[],
  percept: string | null,
): Promise<KnownPeople | undefined> {
  const people = context.optionalInput("people");
  const problems: Problem[] = [];
  if (context.optionalInput("targets") !== undefined) {
    if (people === undefined) {
      problems.push({
        message: "targets say who is to see which stimuli, and there are no people",
        place: { field: "inputs.people" },
        hint: "give the participants of the round that the targets were made from",
      });
    }
    problems.push(...untargetable(context.params));
  }
  throwIfAny(problems);
  if (people === undefined) return undefined;
  const known = await readPeople(people.path, classes);
  checkSamePercept(known.round, percept);
  return known;
}

/** The world that people who come again are of. */
function worldOf(known: KnownPeople | undefined): Pick<World, "name"> | undefined {
  const name = known?.people[0]?.row.world as World["name"] | null | undefined;
  return name ? { name } : undefined;
}

/** TensorFlow is loaded only when observers see by a net. */
async function openPercept(
  context: Context,
  stimuli: readonly Stimulus[],
  classes: readonly string[],
): Promise<Percept | undefined> {
  const artifact = context.optionalInput("percept");
  if (artifact === undefined) return undefined;
  const { readPercept } = await import("@limen/experiment/percept");
  const percept = await readPercept(artifact.path);
  checkPercept(percept, stimuli, classes);
  return percept;
}

async function showCatchFaces(faces: KnownFaces, perceive: Perceive | undefined): Promise<CatchFace[]> {
  const scores = await scoreImages(faces.catchFaces, perceive);
  return faces.catchFaces.map(({ id, expected }, index) => ({ id, expected, scores: scores[index]! }));
}

function logDesign(
  context: Context,
  { size, open }: { readonly size: DesignSize; readonly open: number },
  participants: number,
  items: number,
  catches: number,
): void {
  const { task, answersPerStimulus, catchShare } = context.params;
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
