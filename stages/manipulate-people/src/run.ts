import { writeFile } from "node:fs/promises";
import { throwIfAny } from "@limen/errors";
import {
  attemptRows,
  drawBlock,
  type Judged,
  judgeBlock,
  ledgerRows,
  netFilesOf,
  stimulusRows,
} from "@limen/sampling";
import { classProblems, usualPairs } from "@limen/sampling/classes";
import type { ContextOf } from "@limen/stage";
import {
  attemptsTable,
  ledgerTable,
  personPairsTable,
  stimuliTable,
  targetsTable,
  writeTable,
} from "@limen/tables";
import { choosePeople } from "./choose-people.ts";
import { collectFaces } from "./collect-faces.ts";
import { dataCard } from "./data-card.ts";
import { pairRows, targetRows } from "./describe-targets.ts";
import type stage from "./index.ts";
import { loadNets } from "./load-nets.ts";
import type { Params } from "./params.ts";
import { planAttempts } from "./plan-attempts.ts";
import { readCandidates } from "./read-people.ts";
import { samplingParams } from "./sampling-params.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params } = context;
  const sampling = samplingParams(params);
  const group = await loadNets(netFilesOf(context), params, sampling);
  const { name: net, classes } = group;
  const tables = { parameters: context.inputList("parameters"), scores: context.inputList("scores") };
  const candidates = await readCandidates(tables, net, classes, params.model);
  const { pairs, skipped } = choosePeople(candidates, classPairsOf(params, classes), params);
  const { people, blocks } = planAttempts(pairs, params);
  const nets = group.guidedBy(people);
  const random = context.random.split("attempts");
  const judged = await context.blocks(blocks.length, async (index): Promise<Judged[]> => {
    const block = blocks[index]!;
    return judgeBlock(nets, sampling, block, drawBlock(nets, sampling, block, random));
  });
  // A shard's process computes its blocks only; the process that has them all goes on.
  if (judged === undefined) return;
  const all = judged.flat();
  const faces = collectFaces(all, params.controls);
  const rows = pairRows(pairs, all, people, classes, net, params);
  for (const line of [...skipped, ...remarks(rows, faces.stimuli.length)]) context.log(line);

  const metadata = { classes: JSON.stringify(classes), size: String(nets.size) };
  const stimuli = await stimulusRows(faces.stimuli, nets, sampling);
  await writeTable(context.output("stimuli"), stimuliTable, stimuli, { metadata });
  const targets = targetRows(faces.stimuli, stimuli, people, classes, net);
  await writeTable(context.output("targets"), targetsTable, targets, { metadata });
  await writeTable(context.output("pairs"), personPairsTable, rows, { metadata });
  await writeTable(context.output("attempts"), attemptsTable, attemptRows(all, nets, sampling), { metadata });
  await writeTable(context.output("ledger"), ledgerTable, ledgerRows(all, nets, sampling), { metadata });
  const sources = [...new Set(candidates.map(({ source }) => source))];
  await writeFile(
    context.output("card"),
    dataCard({ pairs: rows, faces, skipped, sources }, nets, params, sampling),
  );
  nets.dispose();
}

/** Throws a UserError for classes that do not exist. */
function classPairsOf({ classPairs }: Params, classes: readonly string[]): [number, number][] {
  const asked = classPairs.length > 0 ? classPairs : usualPairs(classes);
  throwIfAny(classProblems(asked, classes, "classPairs"));
  return asked.map(([a, b]) => [classes.indexOf(a), classes.indexOf(b)]);
}

/** What yields nothing is a finding, not an error: it is kept and said. */
function remarks(rows: ReturnType<typeof pairRows>, stimuli: number): string[] {
  const far = rows.filter((row) => row.aim === null).length;
  const barren = rows.filter((row) => row.attempts > 0 && row.accepted === 0).length;
  return [
    ...(far > 0
      ? [`${far} of ${rows.length} pairs of people and classes are out of reach (leastReach)`]
      : []),
    ...(barren > 0
      ? [`no attempt was accepted for ${barren} of ${rows.length} pairs of people and classes`]
      : []),
    ...(stimuli === 0 ? ["there are no stimuli: people are too much alike, or no attempt was accepted"] : []),
  ];
}
