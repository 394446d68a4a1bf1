import { choice, defineTable, distribution, image, int32, nullable, text, vector } from "../spec.ts";

export const facesTable = defineTable({
  name: "faces",
  meaning:
    "One row a face. Metadata `classes` names the emotions, `size` the side in pixels, in order of the distributions.",
  columns: {
    face_id: text("unique name of the face within the table"),
    image: image("the face as a grey PNG, size × size pixels"),
    label: distribution("share of the votes each class got; sums to one"),
    votes: int32("(answers) number of votes behind the label; 0 when the label is a single given class"),
    majority: choice("class with the largest share; ties go to the first class"),
    split: choice("train, valid or test"),
    source: choice("where the face comes from: synthetic, ferplus, fer2013, folders, csv or parquet"),
    identity: nullable(text("who is shown, where known: no identity stands in two splits")),
    truth: nullable(distribution("true p(emotion | controls), known for synthetic faces only")),
    controls: vector("renderer controls, in the order of the metadata `controls`; empty for real faces"),
    file: text("where the face was read from, relative to the given path; empty for synthetic faces"),
  },
});

export const votesTable = defineTable({
  name: "votes",
  meaning: "One row a face and class that got at least one vote.",
  columns: {
    face_id: text("the face, as in the faces table"),
    response: choice("the class voted for"),
    count: int32("(answers) how many people chose it"),
    source: choice("simulated, imported or collected"),
  },
});

export const rejectsTable = defineTable({
  name: "rejects",
  meaning: "One row an input that could not be used, with the reason.",
  columns: {
    file: text("file, relative to the given path"),
    row: nullable(int32("row within the file, the header being row 1")),
    reason: text("what is wrong with it and what would be right"),
  },
});
