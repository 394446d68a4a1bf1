import { z } from "zod";

/** What is asked of participants: parameters of `run-experiment` and of `limen collect`. */
export const taskFields = {
  task: z
    .enum(["choice", "comparison", "rating"])
    .default("choice")
    .describe(
      "choice: the class of a face; comparison: which of two faces looks more like a class; rating: how much of each class a face shows",
    ),
  pairsPerStimulus: z
    .int()
    .min(1)
    .default(4)
    .describe(
      "(comparisons) comparison: in which each stimulus stands at least, for each of its classes, beside stimuli of the same classes",
    ),
  ratingScale: z
    .enum(["steps", "sliders"])
    .default("steps")
    .describe("rating: five steps from 0 to 1, or sliders"),
  confidence: z
    .boolean()
    .default(false)
    .describe("choice, comparison: after each answer, ask how sure the participant is"),
  intensity: z
    .boolean()
    .default(false)
    .describe("choice: after each answer, ask how strongly the face shows the class chosen"),
};

/** In which order stimuli come: parameters of `run-experiment` and of `limen collect`. */
export const orderFields = {
  closedLoop: z
    .strictObject({
      randomShare: z
        .number()
        .min(0)
        .max(1)
        .default(0.25)
        .describe(
          "share of a participant's own stimuli that is dealt by chance all the same: by these, models of the participant are judged",
        ),
      candidates: z
        .int()
        .min(1)
        .default(500)
        .describe("(stimuli) outside the core, drawn for each participant, among which is chosen"),
      net: z
        .string()
        .min(1)
        .optional()
        .describe("whose predictions, where the table has those of several nets"),
      model: z
        .string()
        .min(1)
        .default("group")
        .describe("which of its predictions: group, base or base_temperature"),
    })
    .optional()
    .describe(
      "choice: the next of a participant's own stimuli is the one whose answer is expected to tell most about them, by the predictions of a group model; default: all are dealt by chance",
    ),
};

/** For `superRefine`: a task that does not have what is asked for is refused. */
export function checkTask(
  {
    task,
    confidence,
    intensity,
    closedLoop,
  }: Pick<TaskParams, "task" | "confidence" | "intensity"> & OrderParams,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
): void {
  const refuse = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (task === "rating" && confidence)
    refuse("confidence", "a rating says by itself how sure somebody is: leave it out");
  if (task === "rating" && intensity)
    refuse("intensity", "a rating says by itself how strong each class is: leave it out");
  if (task === "comparison" && intensity)
    refuse("intensity", "two faces are compared and no class is chosen: leave it out");
  if (task !== "choice" && closedLoop !== undefined)
    refuse(
      "closedLoop",
      `a closed loop goes by choices, and the task is ${task}: leave it out, or take task: choice`,
    );
}

/** What each participant is shown: parameters of `run-experiment` and of `limen collect`. */
export const designFields = {
  trialsPerParticipant: z
    .int()
    .min(4)
    .default(450)
    .describe("(trials) the most that one participant does, repeats and catch trials included"),
  coreStimuli: z
    .int()
    .min(0)
    .default(100)
    .describe("(stimuli; comparison: pairs) shown to every participant"),
  repeats: z
    .int()
    .min(0)
    .default(25)
    .describe("(stimuli; comparison: pairs) of the core shown twice to every participant"),
  answersPerStimulus: z
    .int()
    .min(1)
    .default(20)
    .describe("(answers) wanted for each stimulus; comparison: for each pair"),
  catchShare: z.number().min(0).max(0.5).default(0.05).describe("share of catch trials"),
  blocks: z.int().min(1).default(6).describe("(blocks) stretches of trials between breaks"),
};

/** How simulated participants differ: parameters of `run-experiment` and of `limen simulate`. */
export const observerFields = {
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
    .describe("(milliseconds) simulate: later answers count as none; ratings have no deadline"),
};

const taskParams = z.object(taskFields);
const orderParams = z.object(orderFields);
const designParams = z.object(designFields);
const observerParams = z.object(observerFields);
export type TaskParams = z.output<typeof taskParams>;
export type Task = TaskParams["task"];
export type OrderParams = z.output<typeof orderParams>;
export type ClosedLoopParams = NonNullable<OrderParams["closedLoop"]>;
export type DesignParams = z.output<typeof designParams>;
export type ObserverParams = z.output<typeof observerParams>;
