import { defineStage, input, output, table, weights } from "@limen/stage";
import { faceKindsTable, facesTable, validityTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "grade-validity",
  summary:
    "Says how well a net tells faces from each kind of non-face, and from which score on it takes a picture for a face.",
  params,
  inputs: {
    classifier: input(weights("classifier"), "a net trained on what make-nonfaces made"),
    faces: input(table(facesTable), "real faces and non-faces, from make-nonfaces"),
    kinds: input(table(faceKindsTable), "how every one of these pictures came about, from make-nonfaces"),
  },
  outputs: {
    validity: output(table(validityTable), "area under the curve and share passed by kind; the threshold"),
  },
  engine: true,
  load: () => import("./run.ts"),
});
