import { defineStage, input, output, table, weights } from "@limen/stage";
import { facesTable, priorLossTable, priorSamplesTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "train-prior",
  summary: "Trains a diffusion prior of faces: a denoiser that can be asked for emotions, or for any face.",
  params,
  inputs: {
    faces: input(table(facesTable), "faces to learn from (train) and to define what is typical (valid)"),
  },
  outputs: {
    prior: output(
      weights("denoiser"),
      "averaged weights, config and what is typical of real faces under them",
    ),
    loss: output(table(priorLossTable), "loss by length of training and noise level"),
    samples: output(
      table(priorSamplesTable),
      "faces drawn at several lengths of training, from the same noise",
    ),
  },
  engine: true,
  load: () => import("./run.ts"),
});
