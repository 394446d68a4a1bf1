import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One claim: where its number stands, and what it ought to be. */
const expectedClaim = z
  .strictObject({
    claim: z.string().min(1).describe("what is claimed, in a sentence"),
    figure: z.string().min(1).describe("the figure or table that shows it"),
    table: z
      .string()
      .regex(/^[^.[\]]+(\[[^\]]+\])?\.[^.]+$/, "names a table as node.output, or node[instance].output")
      .describe("node.output or node[instance].output: a table of the pipeline"),
    where: z
      .record(z.string(), scalar)
      .default({})
      .describe(
        "column: the value it has in the rows meant; a text that ends in * stands for what begins so",
      ),
    value: z.string().min(1).describe("the column that holds the number or text"),
    statistic: z
      .enum(["only", "mean", "median", "min", "max", "count"])
      .default("only")
      .describe("what is made of several rows; only: there must be one"),
    expected: z
      .union([z.number(), z.string(), z.boolean()])
      .optional()
      .describe("the value; a number needs a tolerance"),
    tolerance: z.number().nonnegative().optional().describe("how far from the expected number it may be"),
    atLeast: z.number().optional().describe("lower bound"),
    atMost: z.number().optional().describe("upper bound"),
    cost: z.string().min(1).describe("what computing it takes, e.g. 5 minutes on two cores"),
  })
  .superRefine((claim, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const { expected, tolerance, atLeast, atMost } = claim;
    if (expected === undefined && atLeast === undefined && atMost === undefined)
      problem("claim", "nothing is expected: give expected, atLeast or atMost");
    if (typeof expected === "number" && tolerance === undefined)
      problem("expected", "a number needs a tolerance");
    if (typeof expected !== "number" && tolerance !== undefined)
      problem("tolerance", "is for an expected number");
    if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
      problem("atLeast", `must not exceed atMost, ${atMost}`);
  });

/** A file beside a pipeline: what its results ought to be. */
export const claimsFile = z.strictObject({
  limenClaims: z.literal(1).describe("version of the format"),
  claims: z.array(expectedClaim).min(1).describe("the claims, in the order in which they are shown"),
});

export type ClaimsFile = z.output<typeof claimsFile>;
export type ExpectedClaim = ClaimsFile["claims"][number];

/** `0.9 ± 0.05`, `at least 0.6`, `yes`: what is wanted, for people. */
export function wantedText({ expected, tolerance, atLeast, atMost }: ExpectedClaim): string {
  const parts = [
    expected === undefined ? null : tolerance === undefined ? String(expected) : `${expected} ± ${tolerance}`,
    atLeast === undefined ? null : `at least ${atLeast}`,
    atMost === undefined ? null : `at most ${atMost}`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}
