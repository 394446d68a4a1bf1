import type { ContextOf } from "@limen/stage";
import { writeTable } from "@limen/tables";
import { claimsTable, pointsTable, swapsTable } from "@limen/tables/specs";
import { adjustArms } from "./adjust-arms.ts";
import { concludeClaims } from "./claim.ts";
import { compareArms } from "./compare-arms.ts";
import { correlateBeforeAfter, correlateEntropies } from "./correlate-entropies.ts";
import { describeDataSet } from "./describe-data-set.ts";
import { drawPoints } from "./draw-points.ts";
import type stage from "./index.ts";
import { measureLuminance } from "./measure-luminance.ts";
import { mixEffects } from "./mix-effects.ts";
import { netEntropies } from "./net-entropies.ts";
import { readEvidence } from "./read-inputs.ts";
import { recoverCriteria } from "./recover-criteria.ts";
import { repeatParameters } from "./repeat-parameters.ts";
import { swapPeople, testSwaps } from "./swap-people.ts";
import { testBoundaries } from "./test-boundaries.ts";
import { testGroup } from "./test-group.ts";
import { testIndividuals } from "./test-individuals.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const evidence = await readEvidence(context);
  const nets = netEntropies(evidence);
  const swaps = swapPeople(evidence);
  const contrasts = [
    ...(evidence.attempts ? testBoundaries(evidence.attempts, params, random.split("C1")) : []),
    ...describeDataSet(evidence, params, random.split("C2")),
    ...compareArms(evidence, params, random.split("C3 arms")),
    ...adjustArms(evidence, await measureLuminance(evidence)),
    ...correlateEntropies(evidence, nets, params, random.split("C3 nets")),
    ...testGroup(evidence, params, random.split("C4")),
    ...correlateBeforeAfter(evidence, params, random.split("C4 entropy")),
    ...testIndividuals(evidence, params, random.split("C5")),
    ...testSwaps(swaps, evidence, params, random.split("C5 swaps")),
    ...repeatParameters(evidence, params, random.split("C5 reliability")),
    ...mixEffects(evidence),
    ...recoverCriteria(evidence, params, random.split("C5 criteria")),
  ];
  const points = drawPoints(evidence, nets, params, random.split("points"));
  await writeTable(context.output("claims"), claimsTable, concludeClaims(contrasts, params.alpha));
  await writeTable(context.output("swaps"), swapsTable, swaps);
  await writeTable(context.output("points"), pointsTable, points);
}
