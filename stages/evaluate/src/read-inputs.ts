import type { ContextOf, InputArtifact } from "@limen/stage";
import { classesOf, readTable, refuseComparisons } from "@limen/tables";
import type { Row, TableSpec } from "@limen/tables/spec";
import * as specs from "@limen/tables/specs";
import type stage from "./index.ts";

/** Rows with the digest of the artifact they were read from. */
export interface Loaded<T extends TableSpec> {
  readonly rows: readonly Row<T>[];
  /** SHA-256, hex */
  readonly digest: string;
}

export type Evidence = Awaited<ReturnType<typeof readEvidence>>;

/** Everything the claims rest on; null or empty where the pipeline gives no such table. */
export async function readEvidence(context: ContextOf<typeof stage>) {
  const stimuli = await load(context.input("stimuli"), specs.stimuliTable);
  const choices = await load(context.input("choices"), specs.choicesTable);
  refuseComparisons(choices.metadata);
  return {
    classes: classesOf(stimuli.metadata),
    stimuli,
    // A stimulus without answers has the prior's entropy only: it says nothing about people.
    choices: { ...choices, rows: choices.rows.filter((row) => row.n > 0) },
    reliability: await load(context.input("reliability"), specs.reliabilityTable),
    attempts: await loadOptional(context.optionalInput("attempts"), specs.attemptsTable),
    ledger: await loadOptional(context.optionalInput("ledger"), specs.ledgerTable),
    trials: await loadOptional(context.optionalInput("trials"), specs.keptTrialsTable),
    exclusions: await loadOptional(context.optionalInput("exclusions"), specs.exclusionsTable),
    participants: await loadOptional(context.optionalInput("participants"), specs.participantsTable),
    scores: await loadAll(context.inputList("scores"), specs.alignmentScoresTable),
    groupPredictions: await loadAll(context.inputList("groupPredictions"), specs.groupPredictionsTable),
    parameters: await loadAll(context.inputList("parameters"), specs.personParametersTable),
    curves: await loadAll(context.inputList("curves"), specs.alignmentCurveTable),
  };
}

async function load<T extends TableSpec>(artifact: InputArtifact, spec: T) {
  const { rows, metadata } = await readTable(artifact.path, spec);
  return { rows, metadata, digest: artifact.digest };
}

async function loadOptional<T extends TableSpec>(artifact: InputArtifact | undefined, spec: T) {
  return artifact === undefined ? null : load(artifact, spec);
}

function loadAll<T extends TableSpec>(artifacts: readonly InputArtifact[], spec: T) {
  return Promise.all(artifacts.map((artifact) => load(artifact, spec)));
}
