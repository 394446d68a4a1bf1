import { defineStage, input, output, table, weights } from "@limen/stage";
import { facesTable, qualityTable, stabilityTable, stimuliTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "judge-stimuli",
  summary:
    "Judges a stimulus set: is it on the boundary, made of faces, like the data, varied and not copied; beside real faces.",
  params,
  inputs: {
    stimuli: input(table(stimuliTable), "stimuli to judge; of several samplers to compare them", {
      many: true,
    }),
    faces: input(table(facesTable), "real faces (train and test) to compare with"),
    classifiers: input(weights("classifier"), "the nets that guided; others are ignored", { many: true }),
    heldOut: input(weights("classifier"), "the net whose features and answers judge; it guided nothing"),
  },
  outputs: {
    quality: output(table(qualityTable), "metrics of each arm, beside what as many real faces reach"),
    stability: output(table(stabilityTable), "each boundary stimulus under small changes of the picture"),
  },
  engine: true,
  load: () => import("./run.ts"),
});
