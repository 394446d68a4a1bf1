import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { EngineMode } from "@limen/engine";
import { UserError } from "@limen/errors";
import { readNatural } from "@limen/sampling";
import { printTable } from "./print-table.ts";
import { roundsOf } from "./rounds-of.ts";
import { MANY_LEVELS, openNets, planOf, type Settings, settingsOf } from "./sample/attempts.ts";
import { checkTwin } from "./sample/check-twin.ts";
import { bringFiles } from "./sample/files.ts";
import { judgeSamples, meanDistance, type Outcome, type Total, totalOf } from "./sample/outcome.ts";
import { type Sampled, sampleWithLimen, sampleWithTorch, torchJob } from "./sample/sides.ts";
import { HEADER, ratio, rowOf } from "./sample/table.ts";

/**
 * Accepted stimuli a CPU-second: Limen's Gauss–Newton sampler as it ships, against the sibling paper's loop in PyTorch,
 * on the same weights, pairs, guides and number of attempts, with the same filters. All sides in turn within one run.
 * Limen's own implementation of the mended loop is there to show that the peer is that loop.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { view: { type: "string" } },
});
const ROUNDS = roundsOf(positionals[0], 2);
/** Real faces whose distances are the yardstick of diversity. */
const REAL = 200;

const files = bringFiles(values.view);
const settings = settingsOf();
const nets = await openNets(files, settings);
const plan = planOf(nets, settings);
const faces = await readNatural(files.faces, nets);
const realDistance = meanDistance(faces.slice(0, REAL).map(({ pixels }) => pixels));
if (realDistance === null) {
  throw new UserError({
    message: "no two faces are in the valid and test splits",
    place: { file: files.faces },
  });
}

const filters = nets.faceModel
  ? ` and p(face) of at least ${nets.faceModel.threshold.toFixed(3)} in the net "${nets.faceModel.judge.name}"`
  : "";
console.log(`valid: validity of at least ${settings.minValidity}${filters}`);

const folder = mkdtempSync(join(tmpdir(), "limen-bench-"));
const torch = torchJob(files, plan, settings);
const limen = (mode: EngineMode, settings: Settings) => (round: number) =>
  sampleWithLimen(mode, { files, settings, seed: `round ${round}` }, folder);
const pytorch = (mended: boolean) => (round: number) =>
  sampleWithTorch({ ...torch, seed: round }, { mended }, folder);
const SIDES = {
  "Limen, canonical": limen("canonical", {}),
  "Limen, fast": limen("fast", {}),
  "Limen, 32 levels, canonical": limen("canonical", MANY_LEVELS),
  "Limen, 32 levels, fast": limen("fast", MANY_LEVELS),
  "PyTorch, reference as published": pytorch(false),
  "PyTorch, reference mended": pytorch(true),
  "Limen's reference mended, fast": limen("fast", { sampler: "reference-mended" }),
} satisfies Record<string, (round: number) => Sampled>;
type SideName = keyof typeof SIDES;
const names = Object.keys(SIDES) as SideName[];
const OURS = [
  "Limen, canonical",
  "Limen, fast",
  "Limen, 32 levels, canonical",
  "Limen, 32 levels, fast",
] as const;
const PEERS = ["PyTorch, reference as published", "PyTorch, reference mended"] as const;

try {
  checkTwin(nets, plan, torch, faces, settings, folder);
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Outcome[]])) as Record<
    SideName,
    Outcome[]
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const outcome = judgeSamples(nets, settings, plan, SIDES[name](round));
      rounds[name].push(outcome);
      const { onTarget, valid, accepted, cpu } = totalOf([outcome], realDistance);
      const found = `${onTarget} on target, ${valid} valid, ${accepted} accepted`;
      console.log(`round ${round + 1}, ${name}: ${found}, ${cpu.toFixed(1)} CPU-s`);
    }
  }
  const totals = Object.fromEntries(
    names.map((name) => [name, totalOf(rounds[name], realDistance)]),
  ) as Record<SideName, Total>;
  printTable([HEADER, ...names.map((name) => rowOf(name, totals[name]))]);
  for (const side of OURS) {
    for (const peer of PEERS) {
      const accepted = ratio(totals[side], totals[peer], "accepted");
      const onTarget = ratio(totals[side], totals[peer], "onTarget");
      console.log(`${side} / ${peer}: accepted a CPU-s ${accepted}, on target alone ${onTarget}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  nets.dispose();
}
