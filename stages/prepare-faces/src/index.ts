import { defineStage, output, table } from "@limen/stage";
import { facesTable, rejectsTable, votesTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "prepare-faces",
  summary:
    "Renders synthetic faces, or reads yours, into one table of grey pictures with label distributions.",
  params,
  inputs: {},
  outputs: {
    faces: output(table(facesTable), "the faces, in order of their names"),
    notFaces: output(
      table(facesTable),
      "pictures in which somebody saw no face, with the classes `not a face` and `face`; empty unless the source is ferplus",
    ),
    votes: output(table(votesTable), "the votes as cast; empty when the data have single labels"),
    rejects: output(table(rejectsTable), "inputs that could not be used, with reasons"),
  },
  engine: false,
  load: () => import("./run.ts"),
});
