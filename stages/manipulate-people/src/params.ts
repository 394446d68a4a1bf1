import { checkSampling, samplingFields } from "@limen/sampling/params";
import { z } from "zod";

const twoOf = (of: string) => z.tuple([z.string().min(1), z.string().min(1)]).describe(of);

/** Of the sampling parameters, those of the sampler that meets targets of several nets at once. */
const { solver, condition, classScale, steps, sigmaMax, sigmaMin, eta, repeats, lastRepeats } =
  samplingFields;
const { guideEvery, pullBelow, pullAbove, cap, minValidity, validityBelow, blockSize } = samplingFields;

const fields = z.strictObject({
  net: z
    .string()
    .default("")
    .describe("name of the given net on whose group model the persons' models stand; empty: the first"),
  model: z
    .enum(["individual_bias_slope", "individual_bias"])
    .default("individual_bias_slope")
    .describe("model of each person, of the person-parameters table"),
  people: z
    .array(twoOf("participant, participant"))
    .default([])
    .describe("pairs of people by their names; empty: the most different ones are chosen"),
  pairs: z
    .int()
    .positive()
    .default(8)
    .describe(
      "(pairs) where none is named: so many, each person in one; with fewer than five no test over pairs can reach .05",
    ),
  minTrials: z
    .int()
    .nonnegative()
    .default(50)
    .describe("(trials) people whose model was fitted on fewer are left out"),
  reliable: z
    .boolean()
    .default(true)
    .describe(
      "whether only people are chosen whose model foretells their held-out answers better than the group's does",
    ),
  classPairs: z
    .array(twoOf("class, class"))
    .default([])
    .describe("classes between which people may be split; empty: those of the nine that people confuse most"),
  classPairsEach: z
    .int()
    .positive()
    .default(2)
    .describe("(pairs of classes) of each pair of people: those on which they differ most"),
  leastReach: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.6)
    .describe(
      "pairs of classes are left out where both models cannot give their classes this probability at once, between the two",
    ),
  aimShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe("share of the reachable log-odds that is aimed at, where that is below aim"),
  aim: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.8)
    .describe("probability that both models are to give their classes, where it can be reached"),
  accept: z.number().gt(0).lt(1).default(0.5).describe("each person's model must give its class more"),
  attempts: z.int().positive().default(16).describe("(attempts) of each pair of people and of classes"),
  controls: z
    .boolean()
    .default(true)
    .describe("whether the unguided face from the same noise stands beside each face"),
  solver,
  condition,
  classScale,
  steps,
  sigmaMax,
  sigmaMin,
  eta,
  repeats,
  lastRepeats,
  guideEvery,
  pullBelow,
  pullAbove,
  cap,
  minValidity,
  validityBelow,
  blockSize,
});

/** What single parameters cannot say of each other. */
export const params = fields.superRefine((given, context) => {
  const problem = (field: keyof typeof given, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  checkSampling(given, context);
  if (given.accept >= given.aim) problem("accept", `samples aim at ${given.aim}: raise aim above it`);
  const named = given.people.map((pair) => [...pair].sort().join("\n"));
  for (const [a, b] of given.people) if (a === b) problem("people", `"${a}" is no pair: name two people`);
  if (new Set(named).size < named.length) problem("people", "a pair stands twice");
  for (const [a, b] of given.classPairs)
    if (a === b) problem("classPairs", `"${a}" has no boundary with itself`);
});

export type Params = z.output<typeof params>;
