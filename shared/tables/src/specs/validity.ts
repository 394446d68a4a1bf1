import { choice, defineTable, float64, int32, nullable, text } from "../spec.ts";

export const faceKindsTable = defineTable({
  name: "face-kinds",
  meaning:
    "One row a picture of a faces table with the classes `not a face` and `face`: how the picture came about.",
  columns: {
    face_id: text("the picture, as in that faces table"),
    kind: choice(
      "face: a real face; voted, doubted: most, or some, people saw no face; else what was done to a face, or drawn from the prior",
    ),
    split: choice("train, valid or test: that of the face it was made from"),
    made_from: nullable(text("the real face it was made from; null for pictures as they came")),
    strength: nullable(
      float64("0 to 1: how much was done, where that has degrees; 1: all of it; null: nothing was done"),
    ),
  },
});

export const validityTable = defineTable({
  name: "validity",
  meaning:
    "One row a kind of picture: how well a net tells it from real faces, and how much of it passes as a face. `threshold` is the same in every row: a picture whose p(face) reaches it counts as a face.",
  columns: {
    net: choice("name of the net"),
    kind: choice("kind of picture, as in the face-kinds table; non-faces: all kinds but real faces together"),
    split: choice("valid (where the threshold was chosen) or test"),
    n: int32("(pictures) of the kind; of those made by degrees, the ones that are no face by more than half"),
    auc: nullable(
      float64(
        "probability that a real face of the test split scores higher than a picture of the kind; null for real faces",
      ),
    ),
    low: nullable(float64("2.5 % bound of auc")),
    high: nullable(float64("97.5 % bound of auc")),
    degree_rho: nullable(
      float64("rank correlation of p(face) with the label's share of face, over all degrees of the kind"),
    ),
    passed: float64("share of the n whose p(face) reaches the threshold"),
    threshold: float64("p(face) that the asked share of the real faces of the valid split reach"),
  },
});
