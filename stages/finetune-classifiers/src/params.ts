import { z } from "zod";

const share = z.number().min(0).max(0.9);

export const params = z.strictObject({
  name: z.string().default("").describe("how tables call the net; empty: the classifier's name"),
  newStimuli: share
    .default(0.25)
    .describe("share of the stimuli kept out of all training (matched controls go with theirs)"),
  newPeople: share.default(0.25).describe("share of the participants kept out of the group's training"),
  heldOut: share.default(0.2).describe("share of a participant's old stimuli whose answers are held out"),
  innerValidation: share
    .default(0.2)
    .describe("share of the old stimuli that choose the group's epoch and temperature; never reported"),
  epochs: z
    .int()
    .min(0)
    .default(8)
    .describe("(epochs) of group fine-tuning at most; the best inner one is kept"),
  extraEpochs: z.int().min(0).default(2).describe("(epochs) more for the control group_extra"),
  learningRate: z.number().positive().default(3e-4).describe("Adam's step; the papers use 1e-3"),
  batch: z.int().min(2).default(64).describe("(images) a step, stimuli and base faces together"),
  baseShare: share.default(0.5).describe("share of base faces in a batch; one half is the papers' 1:1"),
  baseFaces: z
    .int()
    .min(1)
    .default(2000)
    .describe("(faces) at most, drawn once from the base training split"),
  layers: z
    .enum(["all", "last"])
    .default("all")
    .describe("what group fine-tuning may change; last is many times faster"),
  minTrials: z
    .int()
    .min(2)
    .default(30)
    .describe("(trials) participants with fewer training trials are given the group model"),
  precisions: z
    .array(z.number().positive())
    .min(1)
    .default([64, 16, 4, 1])
    .describe("(nats⁻²) candidates for the pull of individuals towards the group, strong to weak"),
  folds: z.int().min(2).default(4).describe("inner folds within each participant's training trials"),
  pooling: z
    .enum(["people", "person"])
    .default("people")
    .describe("whether the pull is chosen for all participants together or for each"),
  choosers: z
    .int()
    .min(1)
    .default(100)
    .describe("(people) whose inner folds choose the pull for all, at most; drawn at random"),
  featureRank: z
    .int()
    .min(1)
    .default(8)
    .describe("components of the penultimate features that a person's last layer may use"),
  wideRank: z
    .int()
    .min(1)
    .default(24)
    .describe("components that the shared basis of the low-rank change is made of"),
  ranks: z
    .array(z.int().min(1))
    .min(1)
    .default([2, 8])
    .describe("candidates for the shared directions of the embedding and of the low-rank change"),
  clusters: z.int().min(1).max(20).default(3).describe("most kinds of people; 1: no clusters"),
  fewShot: z
    .array(z.int().min(1))
    .default([10, 20, 50, 100, 200, 400])
    .describe("(trials) of a person at which the ladder is fitted for the few-shot curve"),
  full: z
    .strictObject({
      people: z
        .int()
        .min(0)
        .default(0)
        .describe(
          "participants fine-tuned whole, in order of their names; slow, but can be spread over shards",
        ),
      epochs: z.int().min(1).default(16).describe("(epochs) at most; the best on inner trials is kept"),
      draws: z.int().min(4).default(500).describe("(images) an epoch: own, group and base 2:1:1"),
      learningRate: z.number().positive().default(5e-4).describe("Adam's step"),
    })
    .prefault({})
    .describe(
      "the papers' recipe, with the choice of epoch nested in the training trials, and as in the papers",
    ),
});

export type Params = z.output<typeof params>;
