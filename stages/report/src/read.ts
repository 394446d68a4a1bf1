import type { ContextOf, InputArtifact } from "@limen/stage";
import { classesOf, type Row, readTable, type TableSpec } from "@limen/tables";
import * as specs from "@limen/tables/specs";
import type stage from "./index.ts";

/** Rows of one or several tables of the same kind, with the artifacts they came from. */
export interface Loaded<T extends TableSpec> {
  readonly rows: readonly Row<T>[];
  readonly classes: readonly string[];
  readonly artifacts: readonly InputArtifact[];
}

/** Everything the sections read; null where the pipeline gives no such table. */
export type ReportData = Awaited<ReturnType<typeof readInputs>>;

export async function readInputs(context: ContextOf<typeof stage>) {
  const one = <T extends TableSpec>(artifact: InputArtifact | undefined, spec: T) =>
    artifact === undefined ? null : load([artifact], spec);
  const many = <T extends TableSpec>(artifacts: readonly InputArtifact[], spec: T) =>
    artifacts.length === 0 ? null : load(artifacts, spec);
  return {
    faces: await one(context.optionalInput("faces"), specs.facesTable),
    rejects: await one(context.optionalInput("rejects"), specs.rejectsTable),
    curves: await many(context.inputList("curves"), specs.learningCurveTable),
    metrics: await many(context.inputList("metrics"), specs.classifierMetricsTable),
    priorLoss: await one(context.optionalInput("priorLoss"), specs.priorLossTable),
    priorSamples: await one(context.optionalInput("priorSamples"), specs.priorSamplesTable),
    validity: await one(context.optionalInput("validity"), specs.validityTable),
    stimuli: await many(context.inputList("stimuli"), specs.stimuliTable),
    attempts: await many(context.inputList("attempts"), specs.attemptsTable),
    ledger: await many(context.inputList("ledger"), specs.ledgerTable),
    quality: await many(context.inputList("quality"), specs.qualityTable),
    stability: await many(context.inputList("stability"), specs.stabilityTable),
    exclusions: await one(context.optionalInput("exclusions"), specs.exclusionsTable),
    choices: await one(context.optionalInput("choices"), specs.choicesTable),
    scales: await one(context.optionalInput("scales"), specs.scalesTable),
    reliability: await one(context.optionalInput("reliability"), specs.reliabilityTable),
    allChoices: await one(context.optionalInput("allChoices"), specs.choicesTable),
    allReliability: await one(context.optionalInput("allReliability"), specs.reliabilityTable),
    scores: await many(context.inputList("scores"), specs.alignmentScoresTable),
    fewShot: await many(context.inputList("fewShot"), specs.fewShotTable),
    rungs: await many(context.inputList("rungs"), specs.rungChoicesTable),
    notes: await many(context.inputList("notes"), specs.alignmentNotesTable),
    clusters: await many(context.inputList("clusters"), specs.clustersTable),
    groupPredictions: await many(context.inputList("groupPredictions"), specs.groupPredictionsTable),
    claims: await one(context.optionalInput("claims"), specs.claimsTable),
    points: await one(context.optionalInput("points"), specs.pointsTable),
    manipulated: await one(context.optionalInput("manipulated"), specs.stimuliTable),
    outcomes: await one(context.optionalInput("outcomes"), specs.outcomesTable),
    manipulation: await one(context.optionalInput("manipulation"), specs.manipulationTable),
    swaps: await one(context.optionalInput("swaps"), specs.swapsTable),
  };
}

async function load<T extends TableSpec>(artifacts: readonly InputArtifact[], spec: T): Promise<Loaded<T>> {
  const tables = await Promise.all(artifacts.map((artifact) => readTable(artifact.path, spec)));
  const metadata = tables[0]?.metadata ?? {};
  return {
    rows: tables.flatMap((table) => table.rows),
    classes: metadata.classes === undefined ? [] : classesOf(metadata),
    artifacts,
  };
}
