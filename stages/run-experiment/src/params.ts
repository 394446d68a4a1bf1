import { designFields, observerFields } from "@limen/experiment/params";
import { externalPath } from "@limen/stage";
import { importFields } from "@limen/trials/params";
import { z } from "zod";

export const params = z
  .strictObject({
    mode: z
      .enum(["simulate", "import"])
      .default("simulate")
      .describe("simulate: observers answer by a model; import: trials are read from a file"),

    participants: z.int().min(1).default(40).describe("(participants) simulate: how many observers"),
    ...designFields,
    ...observerFields,

    path: externalPath(
      "import: the file of trials, or a folder of them: CSV of any separator, JSON (jsPsych, JATOS), or Parquet",
    ).optional(),
    ...importFields,
  })
  .refine((p) => p.mode !== "import" || p.path !== undefined, {
    path: ["path"],
    message: "mode import reads your file of trials: say where it is",
  });
