import { defineStage, input, output, table, weights } from "@limen/stage";
import { faceKindsTable, facesTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "make-nonfaces",
  summary: "Makes a non-face of every real face, so that a net can learn what a face is.",
  params,
  inputs: {
    faces: input(table(facesTable), "the real faces, with their splits"),
    notFaces: input(table(facesTable), "pictures in which people saw no face, from prepare-faces", {
      optional: true,
    }),
    prior: input(weights("denoiser"), "the diffusion prior, for non-faces as samplers make them", {
      optional: true,
    }),
  },
  outputs: {
    faces: output(table(facesTable), "real faces and non-faces, with the classes `not a face` and `face`"),
    kinds: output(table(faceKindsTable), "how every one of these pictures came about"),
  },
  engine: true,
  load: () => import("./run.ts"),
});
