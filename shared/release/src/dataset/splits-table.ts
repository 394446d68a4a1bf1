import { choice, defineTable, text } from "@limen/tables/spec";

export const splitsTable = defineTable({
  name: "splits",
  meaning:
    "One row a stimulus or participant: on which side it stands when models are fitted and tested. A trial is in a test of new stimuli, of new people, or of both.",
  columns: {
    kind: choice("stimulus or participant"),
    id: text("stimulus_id or participant_id"),
    split: choice("train, valid (stimuli only) or test"),
    group: text(
      "stimuli of one group are never parted: controls and their match, series, faces from one real face",
    ),
  },
});
