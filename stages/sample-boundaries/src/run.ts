import { writeFile } from "node:fs/promises";
import {
  attemptRows,
  dealAnchors,
  drawBlock,
  isAccepted,
  isBoundary,
  isValid,
  type Judged,
  judgeBlock,
  ledgerRows,
  netFilesOf,
  readNatural,
  stimulusRows,
} from "@limen/sampling";
import type { ContextOf } from "@limen/stage";
import { attemptsTable, groupBy, ledgerTable, stimuliTable, writeTable } from "@limen/tables";
import { collectStimuli } from "./collect-stimuli.ts";
import { dataCard } from "./data-card.ts";
import type stage from "./index.ts";
import { loadNets } from "./load-nets.ts";
import { planAttempts } from "./plan-attempts.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params } = context;
  const nets = await loadNets(netFilesOf(context), params);
  const names = nets.guides.map((guide) => guide.name);
  const real = needsFaces(params) ? await readNatural(context.input("faces").path, nets) : [];
  // Real faces pass the same filters as samples, so that validity tells no arm apart.
  const natural = real.filter((face) => isValid(face, nets, params));
  const startable = new Set(natural.map(({ majority }) => majority));
  const plan = planAttempts(params, nets.classes, names, startable);
  const anchorOf = dealAnchors(natural, context.random.split("anchors"));
  const attempts = context.random.split("attempts");
  const blocks = await context.blocks(plan.length, async (index): Promise<TimedBlock> => {
    const start = performance.now();
    const drawn = drawBlock(nets, params, plan[index]!, attempts, anchorOf);
    const judged = judgeBlock(nets, params, plan[index]!, drawn);
    return { judged, seconds: (performance.now() - start) / 1000 };
  });
  // A shard's process computes its blocks only; the process that has them all goes on.
  if (blocks === undefined) return;
  measureSeconds(context, blocks);
  const all = blocks.flatMap(({ judged }) => judged);
  const collected = collectStimuli(all, natural, anchorOf, params);
  const { stimuli, lacking, duplicates } = collected;
  if (stimuli.length === 0) context.log(nothingAccepted(all));
  if (duplicates > 0) context.log(`${duplicates} accepted faces were left out: the set had their picture`);
  for (const { arm, control, lacking: count, of } of lacking) {
    context.log(`${count} of ${of} ${arm} stimuli lack their ${control} control: no candidates were left`);
  }
  const metadata = { classes: JSON.stringify(nets.classes), size: String(nets.size) };
  await writeTable(context.output("stimuli"), stimuliTable, await stimulusRows(stimuli, nets, params), {
    metadata,
  });
  await writeTable(context.output("attempts"), attemptsTable, attemptRows(all, nets, params), { metadata });
  await writeTable(context.output("ledger"), ledgerTable, ledgerRows(all, nets, params), { metadata });
  await writeFile(context.output("card"), dataCard(all, collected, nets, params));
  nets.dispose();
}

/** Whether real faces stand beside the stimuli or under them. */
function needsFaces({ natural, offManifold, arms }: ContextOf<typeof stage>["params"]): boolean {
  return natural > 0 || offManifold > 0 || arms.includes("anchored");
}

/** A finished block. Its seconds are kept with it, so that a run in pieces still knows them all. */
interface TimedBlock {
  readonly judged: readonly Judged[];
  readonly seconds: number;
}

/** Seconds depend on the machine: they are measures of the run, not of the ledger. */
function measureSeconds(context: ContextOf<typeof stage>, blocks: readonly TimedBlock[]): void {
  for (const [arm, own] of groupBy(blocks, ({ judged }) => judged[0]!.attempt.arm)) {
    const seconds = own.reduce((sum, block) => sum + block.seconds, 0);
    const accepted = own.flatMap(({ judged }) => judged).filter(isAccepted).length;
    context.measure(`${arm}: sampling and judging`, seconds, "s");
    if (accepted > 0) context.measure(`${arm}: an accepted sample`, seconds / accepted, "s");
  }
}

/** A sampler that yields nothing is a finding, not an error: its attempts and what they cost are kept. */
function nothingAccepted(all: readonly Judged[]): string {
  const boundary = all.filter(({ attempt }) => isBoundary(attempt));
  const onTarget = boundary.filter((judged) => judged.onTarget).length;
  const valid = boundary.filter((judged) => judged.valid).length;
  return `none of ${boundary.length} boundary attempts was accepted (${onTarget} met their target, ${valid} are valid): there are no stimuli. Train the prior longer, or ease acceptUncertainty, acceptControversial or minValidity`;
}
