import { externalPath } from "@limen/stage";
import { z } from "zod";

const columnName = (what: string) =>
  z.string().min(1).optional().describe(`column that holds ${what}; default: guessed`);

export const params = z
  .strictObject({
    mode: z
      .enum(["simulate", "import"])
      .default("simulate")
      .describe("simulate: observers answer by a model; import: trials are read from a file"),

    participants: z.int().min(1).default(40).describe("(participants) simulate: how many observers"),
    trialsPerParticipant: z
      .int()
      .min(4)
      .default(450)
      .describe("(trials) simulate: the most that one observer does, repeats and catch trials included"),
    coreStimuli: z.int().min(0).default(100).describe("(stimuli) simulate: shown to every observer"),
    repeats: z
      .int()
      .min(0)
      .default(25)
      .describe("(stimuli) simulate: core stimuli shown twice to every observer"),
    answersPerStimulus: z
      .int()
      .min(1)
      .default(20)
      .describe("(answers) simulate: wanted for each stimulus; the log says when the design gives fewer"),
    catchShare: z.number().min(0).max(0.5).default(0.05).describe("simulate: share of catch trials"),
    blocks: z.int().min(1).default(6).describe("(blocks) simulate: stretches of trials between breaks"),
    world: z
      .enum(["W0", "W1", "W2", "W3", "W4"])
      .default("W1")
      .describe(
        "simulate: W0 all alike, W1 individual differences, W2 ambiguity unrelated to any net, W3 careless people, W4 two clusters",
      ),
    biasSpread: z
      .number()
      .min(0)
      .default(0.8)
      .describe("(nats) simulate: standard deviation of the bias over people"),
    sensitivitySpread: z
      .number()
      .min(0)
      .default(0.25)
      .describe("simulate: standard deviation of log β over people"),
    mixingSpread: z
      .number()
      .min(0)
      .default(0.15)
      .describe("simulate: standard deviation of the entries of W − I"),
    serialDependence: z
      .number()
      .min(0)
      .default(0.1)
      .describe("(nats) simulate: pull towards the answer given on the trial before"),
    carelessShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("simulate: share of careless observers; default: 0 in W0, 0.2 in W3, else 0.05"),
    deadlineMs: z
      .number()
      .min(100)
      .default(5000)
      .describe("(milliseconds) simulate: later answers count as none"),

    path: externalPath(
      "import: the file of trials, CSV (comma, semicolon or tab) or Parquet, one row a trial",
    ).optional(),
    columns: z
      .strictObject({
        participant: columnName("the participant"),
        stimulus: columnName("the stimulus, as named in the stimuli table"),
        response: columnName("the answer: a class name or its number"),
        rt: columnName("the response time"),
        trial: columnName("the order of the trials of a participant"),
        block: columnName("the block"),
        catch: columnName("the class expected on a catch trial, empty on others"),
      })
      .prefault({})
      .describe("import: names of the file's columns; other columns are ignored"),
    choices: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("import: class meant by each number, in order; default: the order of the stimuli table"),
    firstChoice: z
      .literal([0, 1])
      .optional()
      .describe(
        "import: number of the first class; default: 1 when the file never says 0 but says the number of classes",
      ),
    aliases: z
      .record(z.string(), z.string())
      .default({})
      .describe("import: other words for the classes, e.g. {happy: happiness}"),
    rtUnit: z
      .enum(["ms", "s"])
      .optional()
      .describe(
        "import: unit of the response times; default: by the column's name, else s when their median is below 30",
      ),
    maxRejected: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe("import: share of rows that may be rejected before the stage stops"),
  })
  .refine((p) => p.mode !== "import" || p.path !== undefined, {
    path: ["path"],
    message: "mode import reads your file of trials: say where it is",
  });

export type Params = z.output<typeof params>;
