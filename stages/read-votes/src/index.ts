import { defineStage, input, output, table, weights } from "@limen/stage";
import { facesTable, participantsTable, stimuliTable, trialsTable, votesTable } from "@limen/tables/specs";
import { params } from "./params.ts";

export default defineStage({
  name: "read-votes",
  summary:
    "Makes trials of the votes that real faces came with, so that they can be aligned with as group data.",
  params,
  inputs: {
    faces: input(table(facesTable), "the faces that were voted on"),
    votes: input(table(votesTable), "how many chose what"),
    heldOut: input(weights("classifier"), "a net that says what it sees in them, for the stimuli table"),
  },
  outputs: {
    stimuli: output(table(stimuliTable), "the faces as natural stimuli"),
    trials: output(table(trialsTable), "one row a vote, dealt to nameless voters"),
    participants: output(
      table(participantsTable),
      "one row a voter: a place in the count, nobody in particular",
    ),
  },
  engine: true,
  load: () => import("./run.ts"),
});
