import { checkSampling, samplingFields } from "@limen/sampling/params";
import { BOUNDARY_ARMS } from "@limen/tables/arms";
import { z } from "zod";

const share = () => z.number().gt(0).lt(1);
const several = (of: string) => z.array(z.string().min(1)).min(2).describe(of);

const fields = z.strictObject({
  arms: z
    .array(z.enum(BOUNDARY_ARMS))
    .min(1)
    .default(["uncertainty", "controversial"])
    .describe(
      "uncertainty: one net torn between classes; consensus: several nets torn at once; controversial: nets that disagree; anchored: a real face of the first class, moved until one net is torn",
    ),
  pairs: z
    .array(several("two classes or more"))
    .default([])
    .describe(
      "classes between which faces are to lie: two, or more for boundaries of several; empty: those of the nine pairs that people confuse most which the faces have",
    ),
  levels: z
    .array(share())
    .min(1)
    .default([0.5])
    .describe(
      "all arms but controversial: share of the first of two classes; [.3] is graded, several make series that grow from the same noise (three classes or more: even, whatever the levels)",
    ),
  guides: z
    .array(z.string())
    .default([])
    .describe("names of the nets that guide; empty: all given classifiers but the held-out one"),
  guideSets: z
    .array(several("net that is to say the first class, net that is to say the second, …"))
    .default([])
    .describe(
      "nets of the controversial arm, where nets beyond the classes say the last one, and of the consensus arm; empty: each guide with the next one, the last with the first; consensus: all guides",
    ),
  attempts: z
    .int()
    .positive()
    .default(16)
    .describe("(attempts) of each arm, choice of classes and choice of guides, at each level and budget"),

  budgets: z
    .array(z.number().positive())
    .min(1)
    .default([6])
    .describe(
      "(L2 norm, pixel units) anchored: how far a face may move; several make series of the same face",
    ),
  ...samplingFields,

  natural: z.int().nonnegative().default(1).describe("(faces) real faces matched to each boundary stimulus"),
  unguided: z
    .int()
    .nonnegative()
    .default(1)
    .describe("(faces) unguided samples matched to each boundary stimulus"),
  confident: z
    .int()
    .nonnegative()
    .default(1)
    .describe("(faces) samples of one class without doubt matched to each boundary stimulus"),
  offManifold: z
    .int()
    .nonnegative()
    .default(1)
    .describe(
      "(faces) real faces moved to the boundary straight through pixels, without the prior, matched to each boundary stimulus",
    ),
  controlAttempts: z
    .number()
    .positive()
    .default(1)
    .describe("(attempts) of a control arm for each boundary attempt and wanted control"),
});

/** What single parameters cannot say of each other. */
export const params = fields.superRefine((given, context) => {
  const problem = (field: keyof typeof given, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  checkSampling(given, context);
  if (given.arms.includes("anchored") && given.anchorSigma <= given.sigmaMin)
    problem("anchorSigma", `noise must fall: give more than sigmaMin, ${given.sigmaMin}`);
  for (const field of ["arms", "guides", "levels", "budgets"] as const) {
    const twice = (given[field] as readonly unknown[]).find((value, at, list) => list.indexOf(value) !== at);
    if (twice !== undefined) problem(field, `${JSON.stringify(twice)} stands twice`);
  }
  if (given.sampler === "gauss-newton") {
    if (given.acceptControversial >= given.aimControversial)
      problem(
        "acceptControversial",
        `samples aim at ${given.aimControversial}: raise aimControversial above it`,
      );
    if (given.acceptConfident >= given.aimConfident)
      problem("acceptConfident", `samples aim at ${given.aimConfident}: raise aimConfident above it`);
  }
});

export type Params = z.output<typeof params>;
