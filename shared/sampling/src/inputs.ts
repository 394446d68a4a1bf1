import { input, table, weights } from "@limen/stage";
import { validityTable } from "@limen/tables/specs";

/** What a stage that samples declares for nets that say what a face is. */
export const validityInputs = {
  validityNet: input(weights("classifier"), "a net that knows faces from non-faces, and filters", {
    optional: true,
  }),
  validityGuide: input(
    weights("classifier"),
    "another such net, which guides below validityBelow and does not filter",
    { optional: true },
  ),
  validity: input(table(validityTable), "from which score on that net takes a picture for a face", {
    optional: true,
  }),
};
