import { externalPath } from "@limen/stage";
import { importFields } from "@limen/trials/params";
import { z } from "zod";

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
      "import: the file of trials, or a folder of them: CSV of any separator, JSON (jsPsych, JATOS), or Parquet",
    ).optional(),
    ...importFields,
  })
  .refine((p) => p.mode !== "import" || p.path !== undefined, {
    path: ["path"],
    message: "mode import reads your file of trials: say where it is",
  });

export type Params = z.output<typeof params>;
