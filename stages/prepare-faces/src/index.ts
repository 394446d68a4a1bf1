import { defineStage, output, table } from "@limen/stage";
import { facesTable, rejectsTable, votesTable } from "@limen/tables/specs";
import { chooseClasses } from "./choose-classes.ts";
import { params } from "./params.ts";
import { sourceClasses } from "./source-classes.ts";

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
  foretell: ({ source, classes }) => {
    const known = classes.length > 0 ? classes : sourceClasses(source);
    return known ? { faces: { classes: known } } : {};
  },
  foresee: ({ source, classes }) => {
    const known = sourceClasses(source);
    if (known) chooseClasses(classes, known, source);
  },
  load: () => import("./run.ts"),
});
